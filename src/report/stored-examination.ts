// A stored examination as the value that texts and counts are made of: what was stored, without anything recomputed.
import type { Examination } from "../diagnosis/examination.ts";
import { endpointOf } from "../endpoints/endpoint.ts";
import { emptySha256Hex } from "../http/digest.ts";
import type { EnvelopeReading } from "../sigv4/envelope.ts";
import type { EnvelopeJson, ExaminationJson } from "./examination-json.ts";

/** The examination behind its JSON; bodies are not in it, and its signatures are as short as they were stored. */
export function storedExamination(json: ExaminationJson): Examination {
  const { bodyBytes, bodySha256Hex, ...head } = json.request;
  const causes = new Set(json.causes);
  const request = {
    ...head,
    body: { bytes: bodyBytes, sha256Hex: bodySha256Hex ?? emptySha256Hex, content: null },
    connection: json.connection,
    receivedAtEpochMs: epochMs(json.time),
  };
  return {
    ...{
      id: json.id,
      input: json.input,
      index: json.index,
      timeEpochMs: epochMs(json.time),
      request,
      response: null,
    },
    answer: json.response && answerOf(json.response),
    endpoint: endpointOf(request.authority),
    reading: readingOf(json.envelope),
    verdict: json.verdict,
    ...{ derivation: null, departures: [], source: null, selfCheck: null },
    findings: json.findings.map((finding) => ({
      wrongFix: null,
      ...finding,
      isCause: causes.has(finding.rule),
    })),
    causes: json.causes,
    proof: json.proof && { ...json.proof, rules: json.causes },
    prediction: json.prediction && { ...json.prediction, dialect: "s3", elements: [] },
    agrees: json.response?.agrees ?? null,
    search: json.search,
    ...(json.legs ? { legs: json.legs } : {}),
    ...(json.nested ? { nested: json.nested } : {}),
  };
}

function answerOf(response: NonNullable<ExaminationJson["response"]>): NonNullable<Examination["answer"]> {
  const { status, code, message, requestId, serverDate } = response;
  return {
    status,
    code,
    message,
    requestId,
    dateEpochMs: epochMs(serverDate),
    canonicalRequest: null,
    stringToSign: null,
    elements: {},
  };
}

function readingOf(envelope: EnvelopeJson): EnvelopeReading {
  const { form, algorithm, accessKeyId, credentialScope, signedHeaders, providedSignature } = envelope;
  if (form === "bearer") return { kind: "other-scheme", form, scheme: "" };
  if (
    algorithm === null ||
    accessKeyId === null ||
    credentialScope === null ||
    signedHeaders === null ||
    providedSignature === null
  )
    return { kind: "absent", form: "none" };
  const { amzDate, expiresSeconds, sessionToken } = envelope;
  return {
    kind: "read",
    envelope: {
      ...{
        form,
        algorithm,
        accessKeyId,
        credentialScope,
        signedHeaders,
        providedSignature,
        amzDate,
        sessionToken,
      },
      dateSource: null,
      expiresText: expiresSeconds === null ? null : String(expiresSeconds),
      irregularities: [],
    },
  };
}

function epochMs(time: string | null): number | null {
  const at = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? null : at;
}
