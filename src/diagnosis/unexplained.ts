// What is said when nothing gives the client's signature: what was ruled out, what remains possible, and what would decide it.

import { sha256Hex } from "../http/digest.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import type { EnvelopeContext, Evidence } from "./rule.ts";
import type { SearchOutcome } from "./search-outcome.ts";

/** The words of an unexplained mismatch and its facts. */
export interface Unexplained {
  readonly detail: string;
  readonly evidence: Evidence;
}

/** What is left when the search has ended without a proof. */
export function unexplained(context: EnvelopeContext, outcome: SearchOutcome): Unexplained {
  const { tried, counts, exhausted } = outcome;
  const { remains, next } = leftOver(context, exhausted);
  const detail = [
    `${tried} suppositions were tried: ${counts.requests} changed requests, ${counts.keys} other keys, ${counts.texts} other layouts of the string to sign, ${counts.combined} combinations of two or three.`,
    exhausted ? "All of them were ruled out." : "The bound of the search was hit before all were tried.",
    `What remains possible: ${remains.join("; ")}.`,
    `This would decide it: ${next}`,
  ].join(" ");
  return { detail, evidence: { tried, ...counts, exhausted, remains, next } };
}

interface LeftOver {
  readonly remains: readonly string[];
  /** The single observation that decides most. */
  readonly next: string;
}

function leftOver(context: EnvelopeContext, exhausted: boolean): LeftOver {
  const { request, serverTexts, clientTexts, input } = context;
  const secret = "the client holds another secret than the one known here for this key id";
  const own = sha256Hex(canonicalRequest(input));
  if (clientTexts?.canonicalRequestSha256Hex === own)
    return {
      remains: [secret, "the client derives its key in a way that is not in the catalogue"],
      next: "the secret the client really uses (its environment, profile or container role), given by --credentials: its canonical request is already right.",
    };
  const unseen = request.body.content === null && request.body.bytes > 0;
  const changed = unseen
    ? "the body, which was too long to be kept, was changed after signing"
    : "a value that cannot be guessed (a header, a parameter or the body) was changed after signing";
  const rest = exhausted ? [] : ["a combination of faults beyond the bound of the search"];
  if (serverTexts === null)
    return {
      remains: [secret, changed, ...rest],
      next: "the client's own canonical request from its debug log (aws --debug, boto3.set_stream_logger, LogSigning), given to explain together with this request.",
    };
  const same = serverTexts.canonicalRequestSha256Hex === own;
  return {
    remains: same ? [secret, changed, ...rest] : [changed, ...rest],
    next: same
      ? "the client's own canonical request from its debug log: the server read what was captured here, so the fault is before countersign."
      : "a second capture between countersign and the server: the server read something else than was captured here.",
  };
}
