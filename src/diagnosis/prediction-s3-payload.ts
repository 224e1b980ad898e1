// S3's checks of lengths, signed headers, the signature itself and the body.
import { headerValue, headerValues } from "../http/raw-headers.ts";
import { payloadTokens } from "../sigv4/terms.ts";
import type { Check, CheckFacts, Refusal } from "./prediction-check.ts";
import { brokenPart } from "./prediction-chunks.ts";
import { mismatchElements, s3MismatchSentence } from "./prediction-mismatch.ts";
import { shownKeyId } from "./prediction-redaction.ts";
import { argument, payloadLine, refusal, versity } from "./prediction-s3-words.ts";

/** The check "content length". */
export const contentLength: Check = {
  name: "content length",
  source: "awslabs/aws-sigv4-proxy#70; S3 API Reference: MissingContentLength",
  refuse(facts) {
    const { headers, method } = facts.request;
    const decoded = headerValue(headers, "x-amz-decoded-content-length");
    const missing = refusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
    if (/^STREAMING-/.test(payloadLine(facts) ?? "") && decoded === undefined) return missing;
    if (method !== "PUT" || headerValue(headers, "content-length") !== undefined || decoded !== undefined)
      return null;
    if (/chunked/i.test(headerValue(headers, "transfer-encoding") ?? "")) {
      return refusal(
        501,
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        [["Header", "Transfer-Encoding"]],
      );
    }
    return facts.request.body.bytes === 0 ? null : missing;
  },
};

/** The check "x-amz-content-sha256". */
export const payloadHeader: Check = {
  name: "x-amz-content-sha256",
  source: `${versity}; request/request#2708`,
  refuse(facts) {
    const sent = payloadLine(facts);
    if (sent === null)
      return refusal(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
    if (/^[0-9A-Fa-f]{64}$/.test(sent) || s3PayloadTokens.includes(sent)) return null;
    return argument(
      `x-amz-content-sha256 must be ${s3PayloadTokens.join(", ")} or a valid sha256 value.`,
      "x-amz-content-sha256",
      sent.slice(0, 200),
    );
  },
};

const s3PayloadTokens = payloadTokens.filter((name) => name !== "STREAMING-AWS4-HMAC-SHA256-EVENTS");

/** The check "headers that must be signed". */
export const unsignedHeaders: Check = {
  name: "headers that must be signed",
  source:
    "18 public threads, such as soto-project/soto-core#99; that x-amz-content-sha256 may be unsigned: ds_proxy#164",
  refuse(facts) {
    if (facts.signedHeaders === null) return null;
    const signed = new Set(facts.signedHeaders.map((name) => name.toLowerCase()));
    const left = new Set<string>();
    for (const [name] of facts.request.headers) {
      const lower = name.toLowerCase();
      if (lower.startsWith("x-amz-") && lower !== "x-amz-content-sha256" && !signed.has(lower))
        left.add(lower);
    }
    if (!signed.has("host") && headerValues(facts.request.headers, "host").length > 0) left.add("host");
    if (left.size === 0) return null;
    const names = [...left].sort().join(", ");
    return refusal(403, "AccessDenied", "There were headers present in the request which were not signed", [
      ["HeadersNotSigned", names],
    ]);
  },
};

/** The check "signature". */
export const signature: Check = {
  name: "signature",
  source: "scality/cloudserver#84 for the elements and their order",
  refuse(facts) {
    if (facts.verdict !== "mismatch") return null;
    const elements = mismatchElements(
      shownKeyId(facts.accessKeyId ?? ""),
      facts.envelope?.providedSignature ?? "",
      facts.derivation,
    );
    return refusal(403, "SignatureDoesNotMatch", s3MismatchSentence, elements);
  },
};

/** The check "whole body". */
export const wholeBody: Check = {
  name: "whole body",
  source: "S3 API Reference, error responses: IncompleteBody",
  refuse(facts) {
    const promised = headerValue(facts.request.headers, "content-length") ?? "";
    if (
      !/^\d{1,15}$/.test(promised) ||
      Number(promised) <= facts.request.body.bytes ||
      facts.request.method === "HEAD"
    )
      return null;
    return refusal(
      400,
      "IncompleteBody",
      "You did not provide the number of bytes specified by the Content-Length HTTP header",
    );
  },
};

/** The check "payload hash". */
export const payloadHash: Check = {
  name: "payload hash",
  source: "grosskur/lua-resty-aws#2, s3tools/s3cmd#812: comes after the signature",
  refuse(facts) {
    const claimed = payloadLine(facts);
    if (
      claimed === null ||
      !/^[0-9A-Fa-f]{64}$/.test(claimed) ||
      claimed.toLowerCase() === facts.request.body.sha256Hex
    )
      return null;
    return refusal(
      400,
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      [
        ["ClientComputedContentSHA256", claimed],
        ["S3ComputedContentSHA256", facts.request.body.sha256Hex],
      ],
    );
  },
};

/** The check "chunks and trailers". */
export const chunks: Check = {
  name: "chunks and trailers",
  source:
    "versity/versitygw#1683: chunks of 3 bytes gave Chunk 2 and BadChunkSize 3; versity/versitygw#1690 for trailers",
  refuse(facts) {
    const payload = payloadLine(facts) ?? "";
    const upload = facts.stream?.upload ?? null;
    if (upload === null) return null;
    const { framing, smallChunk: small } = upload;
    const broken = brokenPart(framing);
    if (small) {
      return refusal(
        403,
        "InvalidChunkSizeError",
        "Only the last chunk is allowed to have a size less than 8192 bytes",
        [
          ["Chunk", String(small.index + 2)],
          ["BadChunkSize", String(small.bytes)],
        ],
      );
    }
    const decoded = headerValue(facts.request.headers, "x-amz-decoded-content-length");
    const unsigned = facts.stream?.asks.signatures === true && upload.firstUnsigned !== null;
    if (broken === "chunks" || Number(decoded) !== framing.dataBytes || unsigned) {
      return refusal(400, "IncompleteBody", "The request body terminated unexpectedly");
    }
    const names = framing.trailers.map(({ name }) => name.toLowerCase());
    const malformed = trailerRefusal(facts, payload, broken === "trailer", names);
    const wrong = upload.checksums.find(({ provided, calculated }) => provided !== calculated);
    return malformed ?? checksumRefusal(wrong?.name ?? null);
  },
};

/** The text is that of S3 for a checksum that comes as a header. */
function checksumRefusal(name: string | null): Refusal | null {
  if (name === null) return null;
  const message = `The ${name.toUpperCase()} you specified did not match the calculated checksum.`;
  return refusal(400, "BadDigest", message);
}

function trailerRefusal(
  facts: CheckFacts,
  payload: string,
  broken: boolean,
  sent: readonly string[],
): Refusal | null {
  const announced = (headerValue(facts.request.headers, "x-amz-trailer") ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  const expected = payload.endsWith("-TRAILER") ? announced.filter((name) => name !== "") : [];
  const data = sent.filter((name) => name !== "x-amz-trailer-signature");
  const agree =
    data.length === expected.length &&
    data.every((name) => expected.includes(name)) &&
    (data.length === 0 || payload.startsWith("STREAMING-UNSIGNED-") || sent.at(-1) !== data.at(-1));
  if (!broken && agree) return null;
  return refusal(
    400,
    "MalformedTrailerError",
    "The request contained trailing data that was not well-formed or did not conform to our published schema.",
  );
}
