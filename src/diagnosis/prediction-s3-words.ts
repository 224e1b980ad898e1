// S3's words: the shapes of its refusals, and what of a request may be repeated in them.
import { headerValue } from "../http/raw-headers.ts";
import { queryValue } from "../sigv4/canonical-query.ts";
import type { CheckFacts, Refusal } from "./prediction-check.ts";
import { hiddenMark, shownCredential } from "./prediction-redaction.ts";

/** Where most of S3's rows were learned. */
export const versity = "versity/versitygw s3err, which copies live S3 answers";
/** How far S3 lets clocks differ. */
export const skewMilliseconds = 900_000;
type Elements = Refusal["elements"];

/** A refusal in S3's shape. */
export function refusal(status: number, code: string, message: string, elements: Elements = []): Refusal {
  return { status, code, message, elements };
}

/** The two ways in which S3 introduces what is wrong with a credential. */
export function scopeRefusal(facts: CheckFacts, text: string, elements: Elements = []): Refusal {
  if (presigned(facts)) {
    return refusal(
      400,
      "AuthorizationQueryParametersError",
      `Error parsing the X-Amz-Credential parameter; ${text}`,
      elements,
    );
  }
  return malformedHeader(text, elements);
}

/** AuthorizationHeaderMalformed with its usual beginning. */
export function malformedHeader(text: string, elements: Elements = []): Refusal {
  return refusal(
    400,
    "AuthorizationHeaderMalformed",
    `The authorization header is malformed; ${text}`,
    elements,
  );
}

/** InvalidArgument with the argument it is about. */
export function argument(message: string, name: string, value: string): Refusal {
  return refusal(400, "InvalidArgument", message, [
    ["ArgumentName", name],
    ["ArgumentValue", value],
  ]);
}

/** AuthorizationQueryParametersError with a message. */
export function queryError(message: string): Refusal {
  return refusal(400, "AuthorizationQueryParametersError", message);
}

/** The answer to a signature version S3 does not take. */
export const mechanism = (): Refusal =>
  refusal(
    400,
    "InvalidRequest",
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  );

/** Whether the request is judged by its query. */
export function presigned(facts: CheckFacts): boolean {
  return (
    facts.authorization === null && (facts.reading.kind === "read" || facts.reading.kind === "malformed")
  );
}

/** The algorithm the request names; empty where it names none. */
export function algorithmOf(facts: CheckFacts): string {
  if (!presigned(facts)) return /^[^\s,]*/.exec(facts.authorization ?? "")?.[0] ?? "";
  return queryValue(facts.query, "X-Amz-Algorithm") ?? "";
}

/** The credential as sent, or null. */
export function credentialText(facts: CheckFacts): string | null {
  if (presigned(facts)) return queryValue(facts.query, "X-Amz-Credential") ?? null;
  return /(?:^|[\s,])Credential=([^\s,]*)/.exec(facts.authorization ?? "")?.[1] ?? null;
}

/** The value of x-amz-content-sha256, or null. */
export function payloadLine(facts: CheckFacts): string | null {
  return headerValue(facts.request.headers, "x-amz-content-sha256")?.trim() ?? null;
}

/** An Authorization value as it may be shown: another scheme's credentials and the signature are left out. */
export function shownAuthorization(text: string): string {
  const scheme = /^\S*/.exec(text)?.[0] ?? "";
  if (!/^AWS[34]-/.test(scheme)) return scheme.length <= 32 ? `${scheme} ${hiddenMark}`.trim() : hiddenMark;
  return text
    .replace(/(Signature=)[^\s,]*/g, `$1${hiddenMark}`)
    .replace(/(Credential=)([^\s,]*)/g, (_, name: string, value: string) => name + shownCredential(value))
    .slice(0, 1000);
}

/** A component of the header as it may be shown. */
export function shownComponent(piece: string): string {
  if (/^Signature/.test(piece)) return "Signature=…";
  const mark = piece.indexOf("=");
  return /^Credential=/.test(piece)
    ? piece.slice(0, mark + 1) + shownCredential(piece.slice(mark + 1))
    : shownCredential(piece);
}
