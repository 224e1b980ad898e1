// What a streamed body adds to an examination: its verdict, its causes, and the string to sign of the part that fails.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { ChainJudge } from "../sigv4/chain-judge.ts";
import { ecdsaJudge, hmacJudge } from "../sigv4/chain-judge.ts";
import type { Derivation } from "../sigv4/derivation.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import { credentialsFor } from "../sigv4/known-credentials.ts";
import type { SigningKeys } from "../sigv4/signing-key.ts";
import { sigv4aPublicKey } from "../sigv4/sigv4a-key.ts";
import type { JudgeForDate, StreamVerification } from "../sigv4/stream-verification.ts";
import { isStreamed, streamVerification } from "../sigv4/stream-verification.ts";
import { ecdsaAlgorithm, hmacAlgorithm } from "../sigv4/terms.ts";
import type { Verdict, Verification } from "../sigv4/verify.ts";
import { candidateKeys } from "../sigv4/verify.ts";
import type { Examination, Finding } from "./examination.ts";
import { causesOf } from "./inspect.ts";
import type { RuleContext } from "./rule.ts";

interface Known {
  readonly knowledge: Knowledge;
  readonly keys: SigningKeys;
}

/** Verifies a streamed body; null, at the cost of one look, for every other request. */
export function streamOf(
  request: CapturedRequest,
  envelope: Envelope,
  verification: Verification,
  known: Known,
): StreamVerification | null {
  if (!isStreamed(request)) return null;
  const keys = {
    judgeForDate: streamJudges(envelope, verification, known),
    seedIsRight: verification.verdict === "valid",
  };
  return streamVerification(request, envelope, keys);
}

/** The keys of a streamed body: the one that gives the request's own signature, else the first one known. */
export function streamJudges(envelope: Envelope, { derivation }: Verification, known: Known): JudgeForDate {
  const own = judgesOf(envelope, known);
  const right = own.findIndex((judge) => judge.fits(derivation.stringToSign, envelope.providedSignature));
  const place = Math.max(right, 0);
  const remembered = new Map([[envelope.credentialScope.date, own[place] ?? null]]);
  return (date) => {
    const found = remembered.get(date);
    if (found !== undefined) return found;
    const scope = { ...envelope.credentialScope, date };
    const made = judgesOf({ ...envelope, credentialScope: scope }, known)[place] ?? null;
    // A stream names few days, unless somebody plays with its clock.
    if (remembered.size < 8) remembered.set(date, made);
    return made;
  };
}

function judgesOf(envelope: Envelope, { knowledge, keys }: Known): ChainJudge[] {
  const { algorithm, accessKeyId } = envelope;
  if (algorithm === hmacAlgorithm)
    return candidateKeys(envelope, knowledge, keys).map(({ key }) => hmacJudge(key));
  if (algorithm !== ecdsaAlgorithm) return [];
  return credentialsFor(knowledge, accessKeyId).map(({ secretAccessKey }) =>
    ecdsaJudge(sigv4aPublicKey(accessKeyId, secretAccessKey)),
  );
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
export function seedIsRight({ stream, envelope, calculatedSignature }: RuleContext): boolean {
  if (stream) return stream.seedIsRight;
  return calculatedSignature !== null && envelope?.providedSignature === calculatedSignature;
}

/** The derivation as the service shows it: beside the canonical request the string to sign of the part of the body that failed. */
export function bodyDerivation(
  derivation: Derivation | null,
  stream: StreamVerification | null,
): Derivation | null {
  const [bad] = stream?.bad ?? [];
  // Services with event streams answer inside the stream.
  if (!derivation || !bad || bad.kind === "event" || !stream?.seedIsRight) return derivation;
  return { ...derivation, stringToSign: bad.stringToSign };
}

/** Whether a mismatch asks for a search: the head is wrong, and nothing but faults of the body is proven so far. */
export function headIsWrong({ stream, reading, derivation, causes }: Examination): boolean {
  const right =
    reading.kind === "read" && derivation?.calculatedSignature === reading.envelope.providedSignature;
  return !(stream?.seedIsRight ?? right) && streamCauses(causes).length === causes.length;
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
