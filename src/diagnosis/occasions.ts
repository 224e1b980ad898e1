// Occasions: what must hold of a request before a rule has anything to see. Each is judged once for all rules that name it, so that the
// many rules that have no business with a request cost it nothing.
import { payloadDifference } from "./payload-difference.ts";
import type { Occasion, RuleContext } from "./rule.ts";
import { occasionNames } from "./rule.ts";
import { regionJudgement } from "./scope-judgement.ts";
import { sentTokens } from "./session-tokens.ts";
import { timeJudgement } from "./time-judgement.ts";

const occasions: Readonly<Record<Occasion, (context: RuleContext) => boolean>> = {
  "not valid": ({ verdict }) => verdict !== "valid",
  "not read": ({ reading }) => reading.kind !== "read",
  "payload differs": (context) =>
    context.request.body.surplus !== undefined || payloadDifference(context) !== null,
  streamed: ({ stream }) => stream !== null,
  "with query": ({ query }) => query.length > 0,
  "with token": ({ envelope, request, query }) =>
    envelope !== null && (envelope.sessionToken !== "absent" || sentTokens(request, query).length > 0),
  "out of time": (context) => timeJudgement(context) !== null,
  "other region": (context) => regionJudgement(context) !== null,
  related: ({ related }) => related.length > 0,
};

/** The occasions that a request gives. */
export function occasionsOf(context: RuleContext): ReadonlySet<Occasion> {
  const given = new Set<Occasion>();
  for (const occasion of occasionNames) if (occasions[occasion](context)) given.add(occasion);
  return given;
}
