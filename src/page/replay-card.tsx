// Sending a request again: as captured or signed anew, what may not be sent with its reason, and both answers beside each other.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ListRow, ReplayAnswer, ReplayOffer } from "../inspector/inspector-api.ts";
import { visibleText } from "../report/visible-text.ts";
import { AskError, sendJson } from "./api.ts";
import { useAsked } from "./use-asked.ts";
import { useModal } from "./use-modal.ts";
import { durationWords } from "./words.ts";

/** What the card is given. */
export interface ReplayProps {
  readonly row: ListRow;
  readonly open: (number: number) => void;
}

/** The card. */
export function ReplayCard({ row, open }: ReplayProps): JSX.Element | null {
  const path = `/api/requests/${row.number}/replay`;
  const { value: offer } = useAsked<ReplayOffer>(path);
  const [confirming, setConfirming] = useState<boolean | null>(null);
  const [answer, setAnswer] = useState<ReplayAnswer | null>(null);
  const [says, setSays] = useState("");
  if (!offer) return null;
  const send = async (signed: boolean): Promise<void> => {
    setConfirming(null);
    setAnswer(null);
    setSays("sending…");
    try {
      setAnswer(await sendJson<ReplayAnswer>(path, { signed, confirmed: true }));
      setSays("");
    } catch (error) {
      setSays(error instanceof AskError ? error.message : "it could not be sent");
    }
  };
  const ask = (signed: boolean): void => {
    if (offer.changes) setConfirming(signed);
    else void send(signed);
  };
  return (
    <section class="card replay" aria-labelledby="replay">
      <h2 id="replay">Send it again</h2>
      <p class="row-of">
        <Choice name="Replay" why={offer.captured} act={() => ask(false)} />
        <Choice name="Replay, signed again" why={offer.signed} act={() => ask(true)} />
        <output aria-live="polite">{visibleText(says)}</output>
      </p>
      {answer && <Answers answer={answer} open={open} />}
      {confirming !== null && (
        <Confirm row={row} send={() => void send(confirming)} close={() => setConfirming(null)} />
      )}
    </section>
  );
}

interface ChoiceProps {
  readonly name: string;
  /** Why it cannot be done; null where it can. */
  readonly why: string | null;
  readonly act: () => void;
}

function Choice({ name, why, act }: ChoiceProps): JSX.Element {
  return (
    <span>
      <button type="button" class="chip" disabled={why !== null} onClick={act}>
        {name}
      </button>
      {why !== null && <small class="why"> {visibleText(why)}</small>}
    </span>
  );
}

interface ConfirmProps {
  readonly row: ListRow;
  readonly send: () => void;
  readonly close: () => void;
}

function Confirm({ row: { method, authority, target }, send, close }: ConfirmProps): JSX.Element {
  const dialog = useModal();
  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" onClose={close}>
      <h2 id="confirm-title">Do it again?</h2>
      <p>
        <b>{visibleText(method)}</b> does again at <b>{visibleText(authority)}</b> what it did:
      </p>
      <pre class="start">{visibleText(target)}</pre>
      <p class="row-of">
        <button
          type="button"
          class="main"
          onClick={() => {
            dialog.current?.close();
            send();
          }}
        >
          Send it
        </button>
        <button type="button" class="chip" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
      </p>
    </dialog>
  );
}

/** Both answers, row by row. */
export function Answers({
  answer: { signedBy, before, now },
  open,
}: {
  readonly answer: ReplayAnswer;
  readonly open: (number: number) => void;
}): JSX.Element {
  const said = ({ status, code }: ReplayAnswer["now"]): string =>
    status === null ? "no answer" : visibleText([status, code ?? ""].join(" ").trim());
  const rows: readonly (readonly [string, string, string])[] = [
    ["answer", said(before), said(now)],
    ["verdict", before.verdict ?? "", now.verdict ?? "not kept"],
    ["cause", before.causes.map(visibleText).join(" + "), now.causes.map(visibleText).join(" + ")],
    ["took", durationWords(before.totalMs), durationWords(now.totalMs)],
  ];
  const { number } = now;
  return (
    <>
      <p class="why">
        {signedBy === null ? "Sent as captured." : `Signed again with ${visibleText(signedBy)}.`}
      </p>
      <table class="clients">
        <thead>
          <tr>
            <td />
            <th scope="col">first</th>
            <th scope="col">now</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, first, second]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{first}</td>
              <td class={first === second || name === "took" ? "" : "changed"}>{second}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {number !== null && (
        <button type="button" class="chip" onClick={() => open(number)}>
          Open what was sent
        </button>
      )}
    </>
  );
}
