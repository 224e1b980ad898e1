// What a streamed body adds to an examination: its verdict, its causes, and the string to sign of the part that fails.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { Derivation } from "../sigv4/derivation.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import { signature } from "../sigv4/signature.ts";
import type { SigningKeys } from "../sigv4/signing-key.ts";
import type { StreamVerification } from "../sigv4/stream-verification.ts";
import { streamVerification } from "../sigv4/stream-verification.ts";
import type { Verdict, Verification } from "../sigv4/verify.ts";
import { candidateKeys } from "../sigv4/verify.ts";
import type { Examination, Finding } from "./examination.ts";
import { causesOf } from "./inspect.ts";
import type { RuleContext } from "./rule.ts";

/** Verifies a streamed body under the key that gives the request's own signature, else under the first one known; null for every other request. */
export function streamOf(
  request: CapturedRequest,
  envelope: Envelope,
  { derivation }: Verification,
  { knowledge, keys }: { readonly knowledge: Knowledge; readonly keys: SigningKeys },
): StreamVerification | null {
  return streamVerification(request, envelope, (date) => {
    const own = candidateKeys(envelope, knowledge, keys);
    const right = own.findIndex(
      ({ key }) => signature(key, derivation.stringToSign) === envelope.providedSignature,
    );
    const place = Math.max(right, 0);
    if (date === envelope.credentialScope.date) return own[place]?.key ?? null;
    const scope = { ...envelope.credentialScope, date };
    return candidateKeys({ ...envelope, credentialScope: scope }, knowledge, keys)[place]?.key ?? null;
  });
}

/** A right signature of the request with a wrong one in its body is a mismatch: the service answers so. */
export function streamVerdict(seed: Verdict, stream: StreamVerification | null): Verdict {
  return seed === "valid" && stream !== null && stream.bad.length > 0 ? "mismatch" : seed;
}

/** The causes; where only the body is wrong, facts count beside proofs as they do for a request whose signature is right. */
export function bodyCauses(findings: readonly Finding[], context: RuleContext): string[] {
  const proven = causesOf(findings, context.verdict);
  if (context.verdict !== "mismatch" || !seedIsRight(context)) return proven;
  return [...new Set([...proven, ...causesOf(findings, "valid")])];
}

/** Whether a request's own signature comes out of its head; its body is another matter. */
export function seedIsRight({ envelope, calculatedSignature }: RuleContext): boolean {
  return calculatedSignature !== null && envelope?.providedSignature === calculatedSignature;
}

/** The derivation as the service shows it: beside the canonical request the string to sign of the part of the body that failed. */
export function bodyDerivation(derivation: Derivation | null, context: RuleContext): Derivation | null {
  const [bad] = context.stream?.bad ?? [];
  // Services with event streams answer inside the stream.
  if (!derivation || !bad || bad.kind === "event" || !seedIsRight(context)) return derivation;
  return { ...derivation, stringToSign: bad.stringToSign };
}

/** Whether a mismatch asks for a search: the head is wrong, and nothing but faults of the body is proven so far. */
export function headIsWrong({ reading, derivation, causes }: Examination): boolean {
  const right =
    reading.kind === "read" && derivation?.calculatedSignature === reading.envelope.providedSignature;
  return !right && streamCauses(causes).length === causes.length;
}

/** Of some causes, those that are signatures in the body. */
export function streamCauses(causes: readonly string[]): string[] {
  return causes.filter((id) => streamRules.has(id));
}

const streamRules: ReadonlySet<string> = new Set([
  "chunk-signature-chain",
  "chunk-timestamp-differs",
  "event-stream-signature",
  "trailer-sts-prefix",
]);
