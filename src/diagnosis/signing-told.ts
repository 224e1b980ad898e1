// A request that was signed again before it went on: its answer says nothing about the client's own signature, so the request is
// judged as if nobody had answered, and the answer is put beside it afterwards.
import type { CapturedExchange } from "../http/captured-exchange.ts";
import { notSignedAgain, signedAgain } from "./engine-findings.ts";
import type { Examination } from "./examination.ts";
import { engineFinding } from "./inspect.ts";
import { serverAnswer } from "./server-answer.ts";

/** The exchange as far as it speaks of what the client signed. */
export function judgedExchange(exchange: CapturedExchange): CapturedExchange {
  return answersAnother(exchange) ? { ...exchange, response: null } : exchange;
}

/** The examination of a judged exchange with the answer that was given, and with what was done. */
export function withSigningTold(examination: Examination, exchange: CapturedExchange): Examination {
  const { signing, response } = exchange;
  if (signing === undefined || examination.nested !== undefined) return examination;
  const { signedBy, left, host } = signing;
  const told =
    signedBy !== null
      ? engineFinding(signedAgain, signedWords(signedBy, host), { signedBy }, "observed")
      : engineFinding(notSignedAgain, `Not signed again: ${left ?? ""}.`, { reason: left ?? "" }, "observed");
  const findings = [...examination.findings, told];
  if (!answersAnother(exchange)) return { ...examination, findings };
  return {
    ...examination,
    findings,
    response,
    answer: response === null ? null : serverAnswer(response),
    agrees: null,
  };
}

function signedWords(signedBy: string, host: string | undefined): string {
  return host === undefined ? `Signed again with ${signedBy}.` : `Signed again for ${host} with ${signedBy}.`;
}

function answersAnother({ signing }: CapturedExchange): boolean {
  return (signing?.signedBy ?? null) !== null;
}
