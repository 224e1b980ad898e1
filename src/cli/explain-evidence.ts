// Evidence files and bundles as inputs of `explain`: record by record, the stored examination where the request is no longer whole.
import { closeSync, openSync, readSync } from "node:fs";
import { bundleItems, openBundle, startsAsBundle } from "../evidence/bundle-reader.ts";
import type { EvidenceItem } from "../evidence/evidence-reader.ts";
import { asDamage, openEvidenceReader } from "../evidence/evidence-reader.ts";
import { examinedRequest } from "../evidence/stored-record.ts";
import type { CapturedBody } from "../http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";
import type { InputExchange, InputRefusal } from "../inputs/input-exchange.ts";
import { captured } from "../inputs/input-exchange.ts";
import type { ExaminationJson } from "../report/examination-json.ts";
import type { StoredBody, StoredExchange } from "../report/stored-exchange.ts";

/** An examination as it was stored. */
export interface StoredReading {
  readonly stored: ExaminationJson;
  readonly notes: readonly string[];
}

/** Whether a file is an evidence file or a bundle, told by its first bytes. */
export function isEvidence(path: string): boolean {
  try {
    const fd = openSync(path, "r");
    try {
      const bytes = Buffer.alloc(512);
      const read = bytes.subarray(0, readSync(fd, bytes, 0, 512, 0));
      return read.toString("latin1", 0, 16) === "SQLite format 3\0" || startsAsBundle(read);
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}

/** What an evidence file or bundle holds, in order. A file that cannot be read to its end ends with the reason. Never throws. */
export function* evidenceReadings(
  path: string,
  noteGap: (words: string) => void,
): Generator<InputExchange | InputRefusal | StoredReading> {
  try {
    for (const item of evidenceItems(path)) {
      if (item.kind === "gap") noteGap(gapWords(item));
      else yield* exchangeReadings(item);
    }
  } catch (error) {
    const { code, message } = asDamage(error);
    yield { code, message };
  }
}

/** What an evidence file or bundle holds, in order. Throws a CountersignError where it cannot be read to its end. */
export function* evidenceItems(path: string): Generator<EvidenceItem> {
  if (startsAsSqlite(path)) {
    const reader = openEvidenceReader(path);
    try {
      yield* reader.items();
    } finally {
      reader.close();
    }
    return;
  }
  const bundle = openBundle(path);
  try {
    yield* bundleItems(bundle);
  } finally {
    bundle.close();
  }
}

function startsAsSqlite(path: string): boolean {
  const fd = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(16);
    readSync(fd, bytes, 0, 16, 0);
    return bytes.toString("latin1") === "SQLite format 3\0";
  } finally {
    closeSync(fd);
  }
}

/** Whether a file is an evidence file itself, told by its first bytes. */
export function isSqliteFile(path: string): boolean {
  return isEvidence(path) && startsAsSqlite(path);
}

function gapWords({ exchanges, from, until, reason }: Extract<EvidenceItem, { kind: "gap" }>): string {
  return `${exchanges} requests from ${from} to ${until} are not in the evidence (${reason})`;
}

function* exchangeReadings(exchange: StoredExchange): Generator<InputExchange | StoredReading> {
  const { examination, state, reason } = exchange;
  const ended =
    state === "complete" ? [] : [`the exchange ended as ${state}${reason === null ? "" : `: ${reason}`}`];
  const whole = wholeExchange(exchange);
  if (whole) yield captured(whole.request, whole.response, ended);
  else if (examination) yield { stored: examination, notes: [storedNote, ...ended] };
  else yield { stored: headOnly(exchange), notes: ended };
  for (const nested of exchange.nested) yield { stored: nested, notes: [storedNote] };
}

const storedNote =
  "the examination is the stored one: its request was stored redacted and cannot be examined again";

/** The exchange as captured, where nothing in it was replaced and nothing is missing; null otherwise. */
function wholeExchange({
  request,
  response,
  connection,
  examination,
  receivedAt,
}: StoredExchange): Pick<InputExchange, "request" | "response"> | null {
  const body = keptBody(request);
  const texts = [request.target, ...request.headers.map(([, value]) => value)];
  if (examination === null || body === null || texts.some((text) => /\[redacted|\u2026/.test(text)))
    return null;
  const { method, scheme, authority, target, httpVersion, headers } = request;
  const answered = response && keptBody(response);
  return {
    request: {
      method,
      scheme,
      authority,
      target,
      httpVersion,
      headers,
      body,
      connection,
      receivedAtEpochMs: epochMs(receivedAt),
    },
    response:
      response && answered
        ? {
            status: response.status,
            reason: response.reason,
            headers: response.headers,
            body: answered,
            receivedAtEpochMs: null,
          }
        : null,
  };
}

/** A body whose bytes were kept as they were sent; null for any other. */
export function keptBody({ body }: StoredBody): CapturedBody | null {
  if (body.kept === "absent") return body.reason === "empty" ? wholeBody(new Uint8Array()) : null;
  if (body.kept === "base64") return wholeBody(Buffer.from(body.base64, "base64"));
  return body.redacted ? null : wholeBody(latin1Bytes(body.text));
}

function epochMs(time: string | null): number | null {
  const at = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? null : at;
}

/** A request of which the head alone is known: nothing is said of its signature. */
export function headOnly({ id, receivedAt, connection, request }: StoredExchange): ExaminationJson {
  const nothing = {
    algorithm: null,
    accessKeyId: null,
    credentialScope: null,
    signedHeaders: null,
    providedSignature: null,
  };
  return {
    ...{
      schema: "countersign.examination/1" as const,
      id,
      input: null,
      index: 0,
      time: receivedAt,
      connection,
      endpoint: null,
    },
    request: examinedRequest(request),
    envelope: { form: "none", ...nothing, amzDate: null, expiresSeconds: null, sessionToken: "absent" },
    ...{
      verdict: "unverifiable" as const,
      derivation: null,
      findings: [],
      causes: [],
      proof: null,
      prediction: null,
    },
    ...{ response: null, search: null },
  };
}
