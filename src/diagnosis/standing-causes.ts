// Faults that stand beside a proof: seen on the request as it was sent, and still there on the request as the client signed it.
// What is a consequence of the proven change is not there any more, and so it is no cause of its own.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { RawHeader, RawHeaders } from "../http/raw-headers.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import type { Finding } from "./examination.ts";
import type { Examined, Examiner, Subject } from "./examine.ts";
import { examined } from "./examine.ts";
import { causesOf } from "./inspect.ts";
import { rebuiltRequest } from "./rebuilt-request.ts";
import type { Supposition } from "./rule.ts";
import type { FoundProof } from "./search-outcome.ts";
import { signedTexts } from "./signed-texts.ts";

/** Ids of rules for which the service would refuse the request though the proof's changes were undone, in the order of a verifier. */
export function standingCauses(
  { examination, context }: Examined,
  proof: FoundProof,
  { subject, examiner }: { readonly subject: Subject; readonly examiner: Examiner },
): string[] {
  const rules = new Set(proof.supposed.map(({ rule }) => rule.id));
  const candidates = causesOf(examination.findings.filter(isFact), "valid").filter((id) => !rules.has(id));
  if (candidates.length === 0) return [];
  const request = asSigned(subject.request, proof, context.envelope);
  if (request === null) return [];
  const again = examined({ ...subject, request }, examiner).examination;
  // What AWS says of a scope is about the host that it was asked at.
  const moved = again.endpoint.region !== examination.endpoint.region;
  const facts = again.findings.filter((one) => isFact(one) && !(moved && one.certainty === "reported"));
  const standing = causesOf(facts, "valid");
  return candidates.filter((id) => standing.includes(id));
}

/** What is on the wire, or what AWS says of date and scope, which it looks at before the signature. What else it says tells nothing. */
function isFact({ certainty, stage }: Finding): boolean {
  if (certainty === "reported") return stage === "time" || stage === "scope";
  return certainty !== "suspected";
}

/** The request as the client signed it, with what it did not sign as it was sent; null where the texts do not tell. */
function asSigned(
  sent: CapturedRequest,
  { supposed, canonicalRequest, stringToSign }: FoundProof,
  envelope: Envelope | null,
): CapturedRequest | null {
  const some = supposed.map(({ supposition }) => supposition);
  const sameAlgorithm = envelope === null || stringToSign.startsWith(`${envelope.algorithm}\n`);
  if (some.every(isOfKey) && sameAlgorithm) return sent;
  const texts = some.some(hasLayout) ? null : signedTexts(canonicalRequest, stringToSign);
  const made =
    texts && rebuiltRequest(texts, { accessKeyId: envelope?.accessKeyId ?? null, signature: null });
  if (!made) return null;
  const headers = some.some(changesClaim) || !sameAlgorithm ? made.headers : withClaimOf(sent, made);
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const unsigned = sent.headers.filter(([name]) => !names.has(name.toLowerCase()));
  const { method, authority, target } = made;
  return { ...sent, method, authority, target, headers: [...headers, ...unsigned] };
}

/** Whether the Authorization header would read otherwise: another scope or another list of signed headers. */
function changesClaim({ request, text }: Supposition): boolean {
  return request?.signedHeaders !== undefined || text?.scope !== undefined || text?.algorithm !== undefined;
}

/** The rebuilt headers, with the Authorization header as it was sent. */
function withClaimOf(sent: CapturedRequest, made: CapturedRequest): RawHeaders {
  const isClaim = ([name]: RawHeader): boolean => name.toLowerCase() === "authorization";
  return [...made.headers.filter((header) => !isClaim(header)), ...sent.headers.filter(isClaim)];
}

/** Whether the request and the texts are as they were sent: only the key, or the form of the texts, is another. */
function isOfKey({ request, text }: Supposition): boolean {
  return request === undefined && text?.timestamp === undefined && text?.scope === undefined;
}

function hasLayout({ layout, text }: Supposition): boolean {
  return layout !== undefined || text?.layout !== undefined || text?.hashForm !== undefined;
}
