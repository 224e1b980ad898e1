// An examination as the JSON object scripts read: `countersign.examination/1`. Additions are fine, changes are not.

import type { Examination, Finding, Proof, SearchReport } from "../diagnosis/examination.ts";
import type { Leg } from "../diagnosis/legs.ts";
import type { NestedPlace } from "../diagnosis/nested-request.ts";
import { unknownKeyId, unknownSignature } from "../diagnosis/rebuilt-request.ts";
import type { Change, Evidence } from "../diagnosis/rule.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { CapturedRequest, ConnectionFacts } from "../http/captured-exchange.ts";
import { isoDate } from "../sigv4/amz-date.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import type { CredentialScope } from "../sigv4/credential-scope.ts";
import type { Derivation } from "../sigv4/derivation.ts";
import type { EnvelopeForm } from "../sigv4/envelope.ts";
import { percentDecode } from "../sigv4/percent-encoding.ts";
import type { Verdict } from "../sigv4/verify.ts";
import { claimedSignatures, claimOf } from "./claim.ts";
import type { Redaction, SignatureView } from "./redaction.ts";
import { redactionFor } from "./redaction.ts";
import type { ReadField } from "./request-secrets.ts";
import type { StreamJson } from "./stream-json.ts";
import { streamJson } from "./stream-json.ts";

/** A finding as JSON; `wrongFix` is left out where nobody reaches for one. */
export interface FindingJson extends Omit<Finding, "wrongFix" | "isCause"> {
  readonly wrongFix?: string;
}

/** What the client claims, as JSON. Parts that could not be read are null. */
export interface EnvelopeJson {
  readonly form: EnvelopeForm;
  readonly algorithm: string | null;
  readonly accessKeyId: string | null;
  readonly credentialScope: CredentialScope | null;
  readonly signedHeaders: readonly string[] | null;
  readonly providedSignature: string | null;
  readonly amzDate: string | null;
  readonly expiresSeconds: number | null;
  readonly sessionToken: "signed" | "unsigned" | "absent";
}

/** The examination as plain JSON values. Texts from the wire are latin1: one character is one byte. */
export interface ExaminationJson {
  readonly schema: "countersign.examination/1";
  readonly id: string;
  readonly input: string | null;
  readonly index: number;
  readonly time: string | null;
  readonly request: {
    readonly method: string;
    readonly scheme: "https" | "http";
    readonly authority: string;
    readonly target: string;
    readonly httpVersion: string;
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly bodyBytes: number;
    readonly bodySha256Hex: string;
  };
  readonly connection: ConnectionFacts | null;
  readonly endpoint: Pick<Endpoint, "service" | "signingName" | "region" | "partition" | "certain"> | null;
  readonly envelope: EnvelopeJson;
  readonly verdict: Verdict;
  readonly derivation: Pick<Derivation, "canonicalRequest" | "stringToSign" | "calculatedSignature"> | null;
  readonly findings: readonly FindingJson[];
  readonly causes: readonly string[];
  readonly proof: (Omit<Proof, "rules"> & { readonly reproduces: true }) | null;
  readonly prediction: {
    readonly status: number;
    readonly code: string | null;
    readonly message: string | null;
  } | null;
  readonly response: {
    readonly status: number;
    readonly code: string | null;
    readonly message: string | null;
    readonly requestId: string | null;
    readonly serverDate: string | null;
    readonly agrees: boolean | null;
  } | null;
  readonly search: SearchReport | null;
  /** Present where the body is streamed with signatures or checksums of its own. */
  readonly stream?: StreamJson;
  /** Only where no request was captured: whose texts the request was made up again from. */
  readonly rebuiltFrom?: "server-texts" | "client-texts" | "none";
  /** Present where the client's log or the server's answer shows another view of the request: what changed on each leg. */
  readonly legs?: readonly Leg[];
  /** Only for a signed request found inside another message, or given as a token. */
  readonly nested?: NestedPlace;
  /** Present in live traffic: the fault that repeats, or null for a request without one. */
  readonly incident?: IncidentJson | null;
}

/** A repeated fault as JSON; times are ISO 8601. */
export interface IncidentJson {
  readonly id: string;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly deterministic: boolean;
}

/** The JSON of an examination, redacted; signatures whole or shortened. */
export function examinationJson(
  examination: Examination,
  options: { readonly signature: SignatureView },
): ExaminationJson {
  const redaction = examinationRedaction(examination, options.signature);
  const { text } = redaction;
  const { derivation, prediction } = examination;
  return {
    schema: "countersign.examination/1",
    id: examination.id,
    input: examination.input,
    index: examination.index,
    time: isoTime(examination.timeEpochMs),
    request: requestJson(examination.request, redaction),
    connection: examination.request.connection,
    endpoint: endpointJson(examination.endpoint),
    envelope: envelopeJson(examination, redaction),
    verdict: examination.verdict,
    derivation: derivation ? derivationJson(derivation, redaction) : textDerivation(examination, redaction),
    findings: examination.findings.map((finding) => findingJson(finding, text)),
    causes: examination.causes,
    proof: examination.proof && proofJson(examination.proof, text),
    prediction: prediction && {
      status: prediction.status,
      code: prediction.code,
      message: nullable(prediction.message, text),
    },
    response: responseJson(examination, text),
    search: examination.search,
    ...(examination.stream ? { stream: streamJson(examination.stream) } : {}),
    ...(examination.rebuiltFrom ? { rebuiltFrom: examination.rebuiltFrom } : {}),
    ...(examination.nested ? { nested: examination.nested } : {}),
    ...legsJson(examination, text),
    ...incidentJson(examination),
  };
}

function legsJson({ legs = [] }: Examination, text: Redaction["text"]): Pick<ExaminationJson, "legs"> {
  if (legs.length === 0) return {};
  return {
    legs: legs.map((leg) => ({
      ...leg,
      changes: leg.changes?.map((change) => changeJson(change, text)) ?? null,
    })),
  };
}

function incidentJson({ incident }: Examination): Pick<ExaminationJson, "incident"> {
  if (!incident) return incident === null ? { incident } : {};
  const { id, count, deterministic, firstEpochMs, lastEpochMs } = incident;
  return { incident: { id, count, first: isoTime(firstEpochMs), last: isoTime(lastEpochMs), deterministic } };
}

/** The redaction that fits an examination: its request's secrets, its two signatures. */
export function examinationRedaction(examination: Examination, view: SignatureView): Redaction {
  const { reading, derivation, textVerification } = examination;
  const signatures = [
    ...claimedSignatures(reading),
    derivation?.calculatedSignature ?? null,
    textVerification?.calculatedSignature ?? null,
  ];
  return redactionFor(examination.request, signatures, view, readFields(examination));
}

/** Fields of a form as the examination knows them: whoever redacts later may no longer have the body. */
export function readFields({
  reading,
  textVerification,
}: Pick<Examination, "reading" | "textVerification">): readonly ReadField[] {
  if (reading.kind === "form") return reading.claim.form.fields;
  if (reading.kind !== "legacy" || reading.claim.place !== "body") return [];
  // Method, host, path, then the parameters in order (Signature Version 2 of the Query services).
  const signed = textVerification?.stringToSign?.split("\n").slice(3).join("\n") ?? "";
  return queryParameters(signed).map(({ name, value }) => ({
    name: percentDecode(name),
    value: value ?? "",
  }));
}

function derivationJson(
  derivation: Derivation,
  { own, signature }: Redaction,
): ExaminationJson["derivation"] {
  return {
    canonicalRequest: own(derivation.canonicalRequest),
    stringToSign: own(derivation.stringToSign),
    calculatedSignature: nullable(derivation.calculatedSignature, signature),
  };
}

/** Signature Version 2 and a form's policy have a string to sign and no canonical request. */
function textDerivation(
  { textVerification: text }: Examination,
  { own, signature }: Redaction,
): ExaminationJson["derivation"] {
  if (!text || text.stringToSign === null) return null;
  return {
    canonicalRequest: "",
    stringToSign: own(text.stringToSign),
    calculatedSignature: nullable(text.calculatedSignature, signature),
  };
}

/** ISO 8601 in UTC with milliseconds and `Z`; null for no time, or one outside the calendar. */
export function isoTime(epochMs: number | null): string | null {
  if (epochMs === null || !(Math.abs(epochMs) <= 8_640_000_000_000_000)) return null;
  const whole = Math.floor(epochMs);
  const milliseconds = ((whole % 1000) + 1000) % 1000;
  return `${isoDate(whole).slice(0, -1)}.${String(milliseconds).padStart(3, "0")}Z`;
}

function requestJson(request: CapturedRequest, redaction: Redaction): ExaminationJson["request"] {
  return {
    method: request.method,
    scheme: request.scheme,
    authority: request.authority,
    target: redaction.own(request.target),
    httpVersion: request.httpVersion,
    headers: request.headers.map(([name, value]) => [name, redaction.header(name, value)] as const),
    bodyBytes: request.body.bytes,
    bodySha256Hex: request.body.sha256Hex,
  };
}

function endpointJson(endpoint: Endpoint): ExaminationJson["endpoint"] {
  const { service, signingName, region, partition, certain } = endpoint;
  if (service === null && signingName === null && region === null && partition === null) return null;
  return { service, signingName, region, partition, certain };
}

function envelopeJson({ reading, request }: Examination, { own: text, signature }: Redaction): EnvelopeJson {
  const claim = claimOf(reading, request);
  const { expiresText } = claim;
  return {
    form: claim.form,
    algorithm: nullable(claim.algorithm, text),
    accessKeyId: claim.accessKeyId === unknownKeyId ? null : nullable(claim.accessKeyId, text),
    credentialScope: claim.credentialScope && scopeJson(claim.credentialScope, text),
    signedHeaders: claim.signedHeaders?.map(text) ?? null,
    providedSignature:
      claim.providedSignature === unknownSignature ? null : nullable(claim.providedSignature, signature),
    amzDate: nullable(claim.amzDate, text),
    expiresSeconds: expiresText !== null && /^\d{1,15}$/.test(expiresText) ? Number(expiresText) : null,
    sessionToken: claim.sessionToken,
  };
}

function scopeJson(scope: CredentialScope, text: Redaction["text"]): CredentialScope {
  const { date, region, service, terminator } = scope;
  return { date: text(date), region: text(region), service: text(service), terminator: text(terminator) };
}

function findingJson(finding: Finding, text: Redaction["text"]): FindingJson {
  const { wrongFix, isCause: _, ...rest } = finding;
  const shown = { ...rest, detail: text(finding.detail), evidence: evidenceJson(finding.evidence, text) };
  return wrongFix === null ? shown : { ...shown, wrongFix };
}

function evidenceJson(evidence: Evidence, text: Redaction["text"]): Evidence {
  const shown: Record<string, Evidence[string]> = {};
  for (const [name, value] of Object.entries(evidence)) {
    if (typeof value === "string") shown[name] = text(value);
    else if (typeof value === "object" && value !== null) shown[name] = value.map(text);
    else shown[name] = value;
  }
  return shown;
}

function proofJson(proof: Proof, text: Redaction["text"]): NonNullable<ExaminationJson["proof"]> {
  return {
    of: proof.of,
    changes: proof.changes.map((change) => changeJson(change, text)),
    canonicalRequest: text(proof.canonicalRequest),
    stringToSign: text(proof.stringToSign),
    reproduces: true,
  };
}

function changeJson({ part, from, to }: Change, text: Redaction["text"]): Change {
  return { part: text(part), from: text(from), to: text(to) };
}

function responseJson(examination: Examination, text: Redaction["text"]): ExaminationJson["response"] {
  const { answer, agrees } = examination;
  if (!answer) return null;
  return {
    status: answer.status,
    code: nullable(answer.code, text),
    message: nullable(answer.message, text),
    requestId: nullable(answer.requestId, text),
    serverDate: isoTime(answer.dateEpochMs),
    agrees,
  };
}

function nullable(text: string | null, shown: (text: string) => string): string | null {
  return text === null ? null : shown(text);
}
