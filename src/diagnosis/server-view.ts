// What the server built from a request, beside what was sent: equal texts or hashes exonerate everything but the key.
import { sha256Hex } from "../http/digest.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import type { RuleContext } from "./rule.ts";
import type { ServerAnswer } from "./server-answer.ts";

/** Whether the server's own canonical request, by its text or by the hash in its string to sign, is the one that was sent. */
export function serverReadTheSame({
  answer,
  input,
}: RuleContext & { readonly answer: ServerAnswer }): boolean {
  if (input === null) return false;
  const sent = canonicalRequest(input);
  const shown = answer.canonicalRequest?.replace(/\n+$/, "") ?? null;
  const hash = answer.stringToSign?.trimEnd().split("\n").at(-1) ?? null;
  if (hash === null) return shown === sent;
  return hash === sha256Hex(sent) && (shown === null || shown === sent);
}

/** Whether an answer was given to a signature. Where the request is rebuilt from a log, the answer is the better witness. */
export function serverSawSignature(answer: ServerAnswer | null): boolean {
  if (answer === null) return false;
  if (answer.canonicalRequest !== null || answer.stringToSign !== null) return true;
  return /Signature|Skewed|InvalidAccessKeyId/.test(answer.code ?? "");
}

/** Whether an answer says that the signatures differ: by its code, or, where a paste or a front end left that out, in its words. */
export function saysMismatch({ code, message }: ServerAnswer): boolean {
  if (code === null) return /request signature we calculated does not match/.test(message ?? "");
  return (
    code === "SignatureDoesNotMatch" || code === "InvalidSignatureException" || code === "InvalidSignature"
  );
}
