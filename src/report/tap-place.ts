// One request as it was seen at one place: of a capture that is whole, or of evidence and logs, which are redacted. Both in one value,
// so that a capture of either kind can be compared with one of the other.
import type { Examination } from "../diagnosis/examination.ts";
import { readingRule } from "../diagnosis/reading-rule.ts";
import { saysMismatch } from "../diagnosis/server-view.ts";
import { sha256Hex } from "../http/digest.ts";
import type { RawHeaders } from "../http/raw-headers.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { canonicalInput } from "../sigv4/canonical-readings.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import { parseCanonicalRequest } from "../sigv4/canonical-request-text.ts";
import type { Verdict } from "../sigv4/verify.ts";
import type { Claim } from "./claim.ts";
import { claimOf } from "./claim.ts";
import type { ExaminationJson } from "./examination-json.ts";
import { examinationRedaction } from "./examination-json.ts";
import { shortSignature } from "./redaction.ts";

/** A request at a place. Texts are latin1. */
export interface TapPlace {
  readonly id: string;
  readonly method: string;
  readonly authority: string;
  /** Path and query as sent, also where the target was absolute: proxies are asked so in the clear. */
  readonly path: string;
  readonly query: string;
  /** In wire order; the host among them also where HTTP/2 carries it elsewhere. */
  readonly headers: RawHeaders;
  readonly bodyBytes: number;
  /** Lower-case hex; null where it was not kept. */
  readonly bodySha256Hex: string | null;
  readonly timeEpochMs: number | null;
  readonly verdict: Verdict;
  readonly claim: Pick<
    Claim,
    "form" | "accessKeyId" | "credentialScope" | "signedHeaders" | "providedSignature" | "amzDate"
  >;
  /** What was signed, if these bytes were; null where nothing tells. Marks stand in it where the capture is redacted. */
  readonly signed: SignedView | null;
  readonly answer: {
    readonly status: number;
    readonly requestId: string | null;
    readonly refused: boolean;
  } | null;
  /** Whether the server read the request that passed here; null where its answer does not tell. */
  readonly serverReadTheSame: boolean | null;
  /** A header's value, or with null any other text of this request, fit to be shown. */
  readonly shown: (header: string | null, text: string) => string;
}

/** The canonical request of the bytes at a place, by the specification's own reading. */
export interface SignedView {
  readonly input: CanonicalInput;
  /** Of the whole canonical request, before anything was redacted; null where the reading was another one. */
  readonly sha256Hex: string | null;
}

/** The place of an examined capture. */
export function tapPlace(examination: Examination): TapPlace {
  const { id, request, verdict, reading, answer, legs } = examination;
  const redaction = examinationRedaction(examination, "short");
  return {
    ...messageOf(request),
    ...{ id, verdict, bodyBytes: request.body.bytes, bodySha256Hex: request.body.sha256Hex },
    timeEpochMs: request.receivedAtEpochMs,
    claim: claimOf(reading, request),
    signed: signedView(examination),
    answer: answer && {
      ...{ status: answer.status, requestId: answer.requestId },
      refused: saysMismatch(answer),
    },
    serverReadTheSame: serverLeg(legs),
    shown: (header, text) => (header === null ? redaction.text(text) : redaction.header(header, text)),
  };
}

function signedView({ reading, request, endpoint }: Examination): SignedView | null {
  if (reading.kind !== "read" || reading.envelope.signedHeaders.length === 0) return null;
  const { envelope } = reading;
  const input = canonicalInput(request, envelope, readingRule(envelope, endpoint));
  return { input, sha256Hex: sha256Hex(canonicalRequest(input)) };
}

/** The place of an examination that was stored, in evidence or a log: nothing of it is derived again. */
export function storedTapPlace(json: ExaminationJson): TapPlace {
  const { id, request, verdict, envelope, response, legs, time, input } = json;
  // Offline the time is the one that the request was judged by.
  const at = time === null || input !== null ? Number.NaN : Date.parse(time);
  return {
    ...messageOf(request),
    ...{ id, verdict, claim: envelope, bodyBytes: request.bodyBytes },
    bodySha256Hex: request.bodySha256Hex === "" ? null : request.bodySha256Hex,
    timeEpochMs: Number.isNaN(at) ? null : at,
    signed: storedView(json),
    answer: response && {
      ...{ status: response.status, requestId: response.requestId },
      refused: saysMismatch({ ...noTexts, ...response, dateEpochMs: null }),
    },
    serverReadTheSame: serverLeg(legs),
    shown: (_header, text) => text,
  };
}

const noTexts = { canonicalRequest: null, stringToSign: null, elements: {} };

/** A signature that came out under another reading than the specification's own was stored with that reading. */
function storedView({ derivation, findings }: ExaminationJson): SignedView | null {
  const input = derivation && parseCanonicalRequest(derivation.canonicalRequest);
  if (!derivation || !input) return null;
  const own = findings.every(({ rule }) => rule !== "accepted-reading");
  return { input, sha256Hex: own ? (/[0-9a-f]{64}$/.exec(derivation.stringToSign)?.[0] ?? null) : null };
}

function messageOf(
  request: ExaminationJson["request"] | Examination["request"],
): Pick<TapPlace, "method" | "authority" | "path" | "query" | "headers"> {
  const { method, authority, target, httpVersion, headers } = request;
  const { path, query } = targetParts(target);
  const elsewhere = httpVersion === "2" && headerValue(headers, "host") === undefined;
  return {
    ...{ method, authority, query, path: path === "" && target !== "" ? "/" : path },
    headers: elsewhere ? [["host", authority], ...headers] : headers,
  };
}

function serverLeg(legs: Examination["legs"]): boolean | null {
  return legs?.find(({ from, to }) => from === "wire" && to === "server")?.same ?? null;
}

/** By what a request is known at both places: its signature as evidence keeps it, its key and its time. */
export function signatureMark({ claim }: TapPlace): string | null {
  const { providedSignature, accessKeyId, amzDate } = claim;
  if (providedSignature === null || providedSignature === "") return null;
  return `${shortSignature(providedSignature)} ${accessKeyId} ${amzDate}`;
}

/** Whether the second place has a whole signature of another value: one that was cut or spoilt has not this look. */
export function isResigned({ claim: one }: TapPlace, { claim: other }: TapPlace): boolean {
  const [first, second] = [one.providedSignature, other.providedSignature];
  if (first === null || second === null) return false;
  return shortSignature(first) !== shortSignature(second) && /^[0-9a-f]{8}(?:[0-9a-f]{56}|…)$/.test(second);
}
