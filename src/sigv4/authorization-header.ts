// The Authorization header: algorithm, then Credential, SignedHeaders and Signature.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { Credential } from "./credential-scope.ts";
import { parseCredential, parseCredentialFor } from "./credential-scope.ts";
import type {
  Envelope,
  EnvelopeForm,
  EnvelopeIrregularity,
  EnvelopeParts,
  EnvelopeReading,
  EnvelopeReason,
} from "./envelope.ts";
import { headerDate } from "./header-date.ts";
import { ecdsaAlgorithm, hmacAlgorithm } from "./terms.ts";

const componentNames = ["Credential", "SignedHeaders", "Signature"] as const;
type ComponentName = (typeof componentNames)[number];
// Vertical tab and form feed are white space to JavaScript alone: here they are bytes that a pasted name may hold.
const strictForm = /^[^\s,]+ Credential=[^\s,]+, ?SignedHeaders=(?:[^\s,]|[\v\f])+, ?Signature=[^\s,]+$/;
const between = /[ \t\r\n\u00a0,]+/;
/** The strict form of a correct value, taken apart at once: what nearly every request carries. */
const correctForm =
  /^(AWS4-HMAC-SHA256|AWS4-ECDSA-P256-SHA256) Credential=([^\s,/=]+\/[^\s,/=]*\/[^\s,/=]*\/[^\s,/=]*\/[^\s,/=]*), ?SignedHeaders=([^\s,=]+), ?Signature=([^\s,=]+)$/;

/** A semicolon where a comma belongs: no service takes it, and everybody sees what was meant. */
const semicolonBetween = /;(?=\s*(?:Credential|SignedHeaders|Signature)=)/g;

/**
 * Reads an Authorization value. Strict form and forgiving form are told apart: S3 takes one blank after the algorithm and the
 * three components in order separated by commas; Query and JSON services also split at blanks (their messages show it).
 */
export function readAuthorizationHeader(request: CapturedRequest, text: string): EnvelopeReading {
  return correctEnvelope(request, text) ?? takenApart(request, text);
}

function correctEnvelope(request: CapturedRequest, text: string): EnvelopeReading | null {
  const [, algorithm, credentialText, signedHeaders, signature] = correctForm.exec(text) ?? [];
  if (!algorithm || !credentialText || !signedHeaders || !signature) return null;
  const credential = parseCredential(credentialText);
  if ("parts" in credential) return null;
  const values = new Map([
    ["SignedHeaders", signedHeaders],
    ["Signature", signature],
  ]);
  const envelope = lenientEnvelope(
    request,
    { algorithm, values, reasons: [], irregularities: [] },
    credential,
  );
  return envelope === null || envelope.amzDate === null ? null : { kind: "read", envelope };
}

function takenApart(request: CapturedRequest, text: string): EnvelopeReading {
  const cut = components(text);
  const reasons = [...cut.reasons];
  for (const component of componentNames) {
    if (cut.values.get(component) === undefined) reasons.push({ reason: "component-missing", component });
  }
  const credentialText = cut.values.get("Credential");
  const credential = credentialText === undefined ? null : parseCredentialFor(cut.algorithm, credentialText);
  if (credential && "parts" in credential) {
    reasons.push({ reason: "credential-arity", parts: credential.parts, credential: credentialText ?? "" });
  }
  if (headerDate(request).text === null) reasons.push({ reason: "date-missing" });
  const whole = credential && "scope" in credential ? credential : null;
  const lenient = whole ? lenientEnvelope(request, cut, whole) : null;
  if (reasons.length === 0 && lenient) return { kind: "read", envelope: lenient };
  return {
    kind: "malformed",
    form: "authorization-header",
    text,
    reasons,
    parts: parts(cut, whole),
    lenient,
  };
}

interface Cut {
  readonly algorithm: string;
  readonly values: ReadonlyMap<string, string>;
  readonly reasons: readonly EnvelopeReason[];
  readonly irregularities: readonly EnvelopeIrregularity[];
}

function components(text: string): Cut {
  const algorithm = /^[^\s,]*/.exec(text)?.[0] ?? "";
  const rest = text.slice(algorithm.length);
  const known = algorithm === hmacAlgorithm || algorithm === ecdsaAlgorithm;
  const tokens = keyValues(
    rest
      .replace(semicolonBetween, ",")
      .split(between)
      .filter((token) => token !== ""),
  );
  return {
    algorithm: behindPastedName(algorithm, rest),
    values: new Map([...tokens.values].filter(([, value]) => value !== "")),
    reasons: [...(known ? [] : [{ reason: "algorithm-unsupported" as const, algorithm }]), ...tokens.reasons],
    irregularities: [...tokens.irregularities, ...shapeIrregularities(text, rest, tokens.values)],
  };
}

/** The algorithm, also where the header's own name was pasted in front of it. */
function behindPastedName(word: string, rest: string): string {
  const pasted = /^authorization[:=]?/i.exec(word)?.[0];
  if (pasted === undefined) return word;
  return word.slice(pasted.length) || (/AWS4-[^\s,]+/.exec(rest)?.[0] ?? word);
}

function keyValues(tokens: readonly string[]): Omit<Cut, "algorithm"> {
  const values = new Map<string, string>();
  const reasons: EnvelopeReason[] = [];
  const irregularities = new Set<EnvelopeIrregularity>();
  let open = "";
  for (const token of tokens) {
    const mark = token.indexOf("=");
    const name = token.slice(0, Math.max(mark, 0));
    if (mark <= 0 || (!isComponent(name) && mark === token.length - 1)) {
      reasons.push({ reason: "component-not-key-value", text: token });
      // "Credential= AKIA…" leaves an empty component and a loose token, "Credential=AKIA /2026…" the two halves of an id,
      // "Signature=12 34" those of a signature: the forgiving reader joins them.
      const before = values.get(open);
      if (before !== undefined && isOtherHalf(open, before, token)) values.set(open, `${before}${token}`);
      continue;
    }
    open = name;
    if (values.has(name)) irregularities.add("component-repeated");
    if (!isComponent(name)) irregularities.add("component-unknown");
    values.set(name, token.slice(mark + 1));
  }
  return { values, reasons, irregularities: [...irregularities] };
}

function isOtherHalf(name: string, before: string, token: string): boolean {
  return before === "" || name === "Credential" || (name === "Signature" && /^[0-9a-f]+$/.test(token));
}

function shapeIrregularities(
  text: string,
  rest: string,
  values: ReadonlyMap<string, string>,
): EnvelopeIrregularity[] {
  if (strictForm.test(text)) return [];
  const found: EnvelopeIrregularity[] = [];
  if (/^(?:\s{2,}|\t|,)/.test(rest)) found.push("blanks-after-algorithm");
  const order = [...values.keys()].filter(isComponent);
  if (order.join() !== componentNames.filter((name) => values.has(name)).join())
    found.push("components-out-of-order");
  if (rest.search(semicolonBetween) >= 0) found.push("components-separated-by-semicolon");
  else if (!/^\s+\S+\s*,\s*\S+\s*,\s*\S+$/.test(rest) || found.length === 0)
    found.push("components-not-separated-by-comma");
  return found;
}

function isComponent(name: string): name is ComponentName {
  return name === "Credential" || name === "SignedHeaders" || name === "Signature";
}

function parts(cut: Cut, credential: Credential | null): EnvelopeParts {
  return {
    algorithm: cut.algorithm || null,
    accessKeyId: credential?.accessKeyId ?? null,
    credentialScope: credential?.scope ?? null,
    signedHeaders: cut.values.get("SignedHeaders")?.split(";") ?? null,
    providedSignature: cut.values.get("Signature") ?? null,
  };
}

function lenientEnvelope(request: CapturedRequest, cut: Cut, credential: Credential): Envelope | null {
  const signedText = cut.values.get("SignedHeaders");
  const providedSignature = cut.values.get("Signature");
  if (signedText === undefined || providedSignature === undefined) return null;
  const signedHeaders = signedText.split(";");
  const date = headerDate(request);
  return {
    form: formOf(request),
    algorithm: cut.algorithm,
    accessKeyId: credential.accessKeyId,
    credentialScope: credential.scope,
    signedHeaders,
    providedSignature,
    amzDate: date.text,
    dateSource: date.source,
    expiresText: null,
    sessionToken: tokenState(request, signedHeaders),
    irregularities: cut.irregularities,
  };
}

const tokenHeaders = ["x-amz-security-token", "x-amz-s3session-token"];

function formOf(request: CapturedRequest): EnvelopeForm {
  const payload = headerValue(request.headers, "x-amz-content-sha256") ?? "";
  if (payload === "STREAMING-AWS4-HMAC-SHA256-EVENTS") return "event-stream";
  return payload.startsWith("STREAMING-") ? "chunked" : "authorization-header";
}

function tokenState(request: CapturedRequest, signedHeaders: readonly string[]): Envelope["sessionToken"] {
  const sent = tokenHeaders.filter((name) => headerValue(request.headers, name) !== undefined);
  if (sent.length === 0) return "absent";
  return signedHeaders.some((name) => sent.includes(name.toLowerCase())) ? "signed" : "unsigned";
}
