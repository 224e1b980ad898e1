// Examinations of a log (`--log`, `explain --json`) as they were written, not examined again. The text is foreign: every member is looked
// at, whole signatures are shortened, and what stands in a secret header is redacted once more.
import type { Change } from "../diagnosis/rule.ts";
import { redactedMark } from "../report/authorization-redaction.ts";
import type { EnvelopeJson, ExaminationJson, FindingJson } from "../report/examination-json.ts";
import { shortSignature } from "../report/redaction.ts";
import { isSecretHeader } from "../report/request-secrets.ts";
import { withoutSecretFields } from "../report/secret-fields.ts";

/** Longest line that is read, in characters. */
const longestLine = 4 * 1024 * 1024;

/** The examination of a JSON line of the schema `countersign.examination/1`; null for any other line. Total. */
export function storedExamination(line: string): ExaminationJson | null {
  if (line.length > longestLine || !line.includes('"countersign.examination/1"')) return null;
  try {
    return examinationOf(object(JSON.parse(withoutSignatures(line))));
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError || error instanceof RangeError)
      return null;
    throw error;
  }
}

/** `explain --json` shows signatures whole, in several places: they are shortened wherever they stand. */
function withoutSignatures(line: string): string {
  const found = new Set<string>();
  for (const [, signature = ""] of line.matchAll(
    /"(?:providedSignature|calculatedSignature)":"([0-9A-Za-z+/=]{13,})"/g,
  )) {
    found.add(signature);
    // Each is looked for in the whole line: an examination has two of them.
    if (found.size > mostSignatures) throw new Malformed();
  }
  let safe = line;
  for (const signature of found) safe = safe.replaceAll(signature, shortSignature(signature));
  return safe;
}

const mostSignatures = 16;

class Malformed extends Error {}

type Json = Readonly<Record<string, unknown>>;

function examinationOf(json: Json): ExaminationJson | null {
  if (json.schema !== "countersign.examination/1" || json.request === undefined) return null;
  const causes = list(json.causes).map(text);
  return {
    schema: "countersign.examination/1",
    id: text(json.id),
    input: textOrNull(json.input),
    index: number(json.index),
    time: textOrNull(json.time),
    request: requestOf(object(json.request)),
    connection: null,
    endpoint: orNull(json.endpoint, endpointOf),
    envelope: envelopeOf(object(json.envelope)),
    verdict: oneOf(json.verdict, ["valid", "mismatch", "malformed", "unsigned", "unverifiable"] as const),
    derivation: orNull(json.derivation, derivationOf),
    findings: list(json.findings).map((one) => findingOf(object(one))),
    causes,
    proof: orNull(json.proof, proofOf),
    prediction: orNull(json.prediction, answerOf),
    response: orNull(json.response, responseOf),
    search: null,
    ...(json.legs == null
      ? {}
      : {
          legs: list(json.legs)
            .slice(0, 3)
            .map((one) => legOf(object(one))),
        }),
  };
}

/** Of a leg only whether it changed anything: its changes stand among the findings. */
function legOf(json: Json): NonNullable<ExaminationJson["legs"]>[number] {
  const views = ["client", "wire", "server"] as const;
  const same = json.same === true;
  return { from: oneOf(json.from, views), to: oneOf(json.to, views), same, changes: same ? [] : null };
}

function requestOf(json: Json): ExaminationJson["request"] {
  return {
    method: text(json.method),
    scheme: oneOf(json.scheme, ["https", "http"] as const),
    authority: text(json.authority),
    target: safe(json.target),
    httpVersion: text(json.httpVersion),
    headers: list(json.headers).slice(0, 1000).map(headerOf),
    bodyBytes: number(json.bodyBytes),
    bodySha256Hex: text(json.bodySha256Hex),
  };
}

function headerOf(pair: unknown): readonly [string, string] {
  const [name, value] = list(pair);
  const lower = text(name).trim().toLowerCase();
  return [text(name), isSecretHeader(lower) && value !== "" ? redactedMark : safe(value)];
}

function endpointOf(json: Json): NonNullable<ExaminationJson["endpoint"]> {
  return {
    service: textOrNull(json.service),
    signingName: textOrNull(json.signingName),
    region: textOrNull(json.region),
    partition: textOrNull(json.partition),
    certain: json.certain === true,
  };
}

const forms = [
  "authorization-header",
  "presigned-url",
  "post-policy",
  "chunked",
  "event-stream",
  "sigv2-header",
  "sigv2-query",
  "bearer",
  "none",
] as const;

function envelopeOf(json: Json): EnvelopeJson {
  return {
    form: oneOf(json.form, forms),
    algorithm: textOrNull(json.algorithm),
    accessKeyId: textOrNull(json.accessKeyId),
    credentialScope: orNull(json.credentialScope, (scope) => ({
      date: text(scope.date),
      region: text(scope.region),
      service: text(scope.service),
      terminator: text(scope.terminator),
    })),
    signedHeaders: json.signedHeaders == null ? null : list(json.signedHeaders).map(text),
    providedSignature: textOrNull(json.providedSignature),
    amzDate: textOrNull(json.amzDate),
    expiresSeconds: json.expiresSeconds == null ? null : number(json.expiresSeconds),
    sessionToken: oneOf(json.sessionToken, ["signed", "unsigned", "absent"] as const),
  };
}

function derivationOf(json: Json): NonNullable<ExaminationJson["derivation"]> {
  return {
    canonicalRequest: safe(json.canonicalRequest),
    stringToSign: safe(json.stringToSign),
    calculatedSignature: textOrNull(json.calculatedSignature),
  };
}

function findingOf(json: Json): FindingJson {
  return {
    rule: text(json.rule),
    certainty: oneOf(json.certainty, ["proven", "observed", "reported", "suspected"] as const),
    severity: oneOf(json.severity, ["error", "warning", "note"] as const),
    stage: oneOf(json.stage, stages),
    blame: oneOf(json.blame, ["client", "intermediary", "configuration", "endpoint"] as const),
    title: text(json.title),
    detail: safe(json.detail),
    fix: text(json.fix),
    ...(json.wrongFix === undefined ? {} : { wrongFix: text(json.wrongFix) }),
    evidence: {},
  };
}

const stages = [
  "envelope",
  "scope",
  "time",
  "headers",
  "canonical request",
  "payload",
  "credentials",
] as const;

function proofOf(json: Json): NonNullable<ExaminationJson["proof"]> {
  return {
    of: oneOf(json.of, ["signature", "server-hash", "client-log"] as const),
    changes: list(json.changes).map((one) => changeOf(object(one))),
    canonicalRequest: safe(json.canonicalRequest),
    stringToSign: safe(json.stringToSign),
    reproduces: true,
  };
}

function changeOf(json: Json): Change {
  return { part: text(json.part), from: safe(json.from), to: safe(json.to) };
}

function answerOf(json: Json): NonNullable<ExaminationJson["prediction"]> {
  const message = json.message == null ? null : safe(json.message);
  return { status: number(json.status), code: textOrNull(json.code), message };
}

function responseOf(json: Json): NonNullable<ExaminationJson["response"]> {
  return {
    ...answerOf(json),
    requestId: textOrNull(json.requestId),
    serverDate: textOrNull(json.serverDate),
    agrees: typeof json.agrees === "boolean" ? json.agrees : null,
  };
}

function safe(value: unknown): string {
  return withoutSecretFields(text(value), shortSignature);
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new Malformed();
  return value;
}

function textOrNull(value: unknown): string | null {
  return value == null ? null : text(value);
}

function number(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new Malformed();
  return value;
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new Malformed();
  return found;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed();
  return value;
}

function object(value: unknown): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Malformed();
  return value as Json;
}

function orNull<T>(value: unknown, read: (json: Json) => T): T | null {
  return value == null ? null : read(object(value));
}
