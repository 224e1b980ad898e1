// An S3 request names a body's hash that is not the body's: which class of change lies between the two.
import { accidentalBody } from "./accidental-bodies.ts";
import type { BodyChange, BodyVariant } from "./body-variants.ts";
import { bodyVariants } from "./body-variants.ts";
import { bodyIsWhole, payloadHeader } from "./payload-header.ts";
import type { Observation, RuleContext } from "./rule.ts";

/** How the named hash comes about: an accident in place of a body, a change of one kind, or something unknown. */
export type PayloadCause = "accident" | "accident without body" | BodyChange;

/** The body's hash against the one that x-amz-content-sha256 names. */
export interface PayloadDifference {
  readonly cause: PayloadCause;
  readonly claimedSha256Hex: string;
  /** The text behind the hash of an accident; null for other causes. */
  readonly accident: string | null;
  /** How the bodies differ, in words; null where nothing tried gives the named hash. */
  readonly difference: string | null;
}

const hexHash = /^[0-9a-f]{64}$/;
const bodyless: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE", "OPTIONS"]);
const kinds: readonly BodyChange[] = ["length", "form", "changed", "charset"];

/** The difference, or null where the body has the hash that is named, none is named, or the service does not read it. */
export function payloadDifference(context: RuleContext): PayloadDifference | null {
  if (!context.isS3) return null;
  const claimed = payloadHeader(context);
  if (claimed === null || claimed === context.request.body.sha256Hex || !hexHash.test(claimed)) return null;
  return bodyIsWhole(context) ? known(context, claimed) : cutBody(context, claimed);
}

/** A request whose body is expected to be empty: what is hashed for it is a class of its own. */
export function expectsNoBody({ request }: RuleContext): boolean {
  return request.body.bytes === 0 || bodyless.has(request.method.toUpperCase());
}

/** The difference as an observation; proven where the signature is right, for then it covers the hash that the body has not. */
export function differenceObservation(context: RuleContext, found: PayloadDifference): Observation {
  const { body } = context.request;
  const { claimedSha256Hex: claimed, accident, difference } = found;
  const sentence =
    accident === null
      ? `x-amz-content-sha256 says ${claimed}, the body that arrived (${body.bytes} bytes) has ${body.sha256Hex}`
      : `x-amz-content-sha256 is the hash of ${shownAccident(accident)}, and ${body.bytes === 0 ? "no body" : `a body of ${body.bytes} bytes`} was sent`;
  const why = difference === null ? "" : `: ${difference}`;
  const valid = context.verdict === "valid";
  const seen = {
    detail: `${sentence}${why}.${valid ? " The signature itself is right." : ""}`,
    evidence: { claimedSha256Hex: claimed, bodySha256Hex: body.sha256Hex, bodyBytes: body.bytes },
  };
  return valid ? { ...seen, proven: true } : seen;
}

/** The text of an accident as findings show it. */
export function shownAccident(text: string): string {
  return text === "" ? "an empty text" : JSON.stringify(text);
}

const memory = new WeakMap<object, PayloadDifference>();

/** What the bodies tell; several rules ask, so it is found once. */
function known(context: RuleContext, claimed: string): PayloadDifference {
  const { body } = context.request;
  const before = memory.get(body);
  if (before?.claimedSha256Hex === claimed) return before;
  const found = explained(context, claimed);
  memory.set(body, found);
  return found;
}

function explained(context: RuleContext, claimed: string): PayloadDifference {
  const accident = accidentalBody(claimed);
  if (accident !== null && expectsNoBody(context))
    return { cause: "accident without body", claimedSha256Hex: claimed, accident, difference: null };
  if (accident !== null) return { cause: "accident", claimedSha256Hex: claimed, accident, difference: null };
  for (const cause of kinds) {
    const variant = namedVariant(context, claimed, cause);
    if (variant) return { cause, claimedSha256Hex: claimed, accident: null, difference: variant.difference };
  }
  return { cause: "changed", claimedSha256Hex: claimed, accident: null, difference: null };
}

function namedVariant(context: RuleContext, claimed: string, cause: BodyChange): BodyVariant | null {
  for (const variant of bodyVariants(context.request.body, context.bodyTools, cause))
    if (variant.sha256Hex === claimed) return variant;
  return null;
}

/** A body that is not whole in the capture shows that it is not empty, and the bytes beyond its framing may make it whole. */
function cutBody(context: RuleContext, claimed: string): PayloadDifference | null {
  const found = known(context, claimed);
  if (context.request.body.bytes === 0) return null;
  return found.cause === "length" || found.accident === "" ? found : null;
}
