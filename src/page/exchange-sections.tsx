// Everything that is known of one exchange, the answer first. The explain box shows the same.
import type { JSX } from "preact";
import type { InspectedExchange, RequestDetail } from "../inspector/inspector-api.ts";
import { AnswerCard } from "./answer-card.tsx";
import { CanonicalCompare } from "./canonical-compare.tsx";
import { EnvelopeCard } from "./envelope-card.tsx";
import { KeySteps } from "./key-steps.tsx";
import { MessageCard } from "./message-card.tsx";
import { OutcomeCard } from "./outcome-card.tsx";
import { Timeline } from "./timeline.tsx";

/** What the sections are given. */
export interface SectionsProps {
  readonly exchange: InspectedExchange;
  readonly rules: RequestDetail["rules"];
}

/** The sections; those that would be empty are not there. */
export function ExchangeSections({ exchange, rules }: SectionsProps): JSX.Element {
  const { examination } = exchange;
  return (
    <>
      <AnswerCard examination={examination} rules={rules} />
      <div class="pair">
        <OutcomeCard exchange={exchange} />
        <Timeline exchange={exchange} />
      </div>
      <EnvelopeCard examination={examination} />
      <CanonicalCompare exchange={exchange} />
      <KeySteps examination={examination} />
      <MessageCard exchange={exchange} />
    </>
  );
}
