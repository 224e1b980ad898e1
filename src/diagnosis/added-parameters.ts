// Queries with one parameter more: what intermediaries and people are known to add to a presigned URL after it was signed.
import { canonicalQueryText } from "../sigv4/canonical-query.ts";
import { joined, signedParameters, sorted } from "./query-forms.ts";
import type { EnvelopeContext } from "./rule.ts";

/** Operation names that SDKs write into x-id, by method. */
const operations: Readonly<Record<string, readonly string[]>> = {
  GET: ["GetObject", "ListObjectsV2", "ListObjects", "ListBuckets", "ListParts", "GetObjectTagging"],
  HEAD: ["HeadObject", "HeadBucket"],
  PUT: ["PutObject", "UploadPart", "CopyObject", "UploadPartCopy", "CreateBucket"],
  POST: ["CompleteMultipartUpload", "CreateMultipartUpload", "DeleteObjects", "SelectObjectContent"],
  DELETE: ["DeleteObject", "AbortMultipartUpload", "DeleteBucket", "DeleteObjectTagging"],
};

/** Whole parameters with the value they nearly always have. */
const usual: readonly (readonly [name: string, value: string])[] = [
  ["x-amz-checksum-mode", "ENABLED"],
  ["x-amz-request-payer", "requester"],
  ["versionId", "null"],
  ["response-content-disposition", "attachment"],
  ["response-content-disposition", "inline"],
  ["response-content-type", "application/octet-stream"],
  ["response-content-type", "application/pdf"],
  ["response-cache-control", "no-cache"],
  ["utm_source", "chatgpt.com"],
  ["utm_source", "google"],
  ["utm_source", "newsletter"],
  ["utm_source", "email"],
  ["utm_medium", "email"],
  ["download", "1"],
  ["download", "true"],
  ["download", ""],
  ["dl", "1"],
  ["raw", "1"],
  ["nocache", "1"],
  ["nocache", "true"],
  ["v", "1"],
  ["v", "2"],
  ["partNumber", "1"],
];

const cacheBusters = ["_", "t", "ts", "cb", "v", "time", "timestamp", "cachebuster", "nocache"];

/** The canonical query of a request with one likely parameter more; the most likely first. */
export function* queriesWithOneMore(context: EnvelopeContext): Generator<string> {
  const own = signedParameters(context);
  const taken = new Set(own.map(({ name }) => name));
  for (const [sentName, sentValue] of likely(context)) {
    const name = canonicalQueryText(sentName);
    if (taken.has(name)) continue;
    const added = { name, value: canonicalQueryText(sentValue), sentName, sentValue };
    yield joined(sorted([...own, added]));
  }
}

function* likely({
  request,
  isS3,
  answer,
}: EnvelopeContext): Generator<readonly [name: string, value: string]> {
  if (isS3) for (const name of operations[request.method.toUpperCase()] ?? []) yield ["x-id", name];
  yield* usual;
  const answered = answer?.dateEpochMs ?? null;
  if (answered === null) return;
  // A cache buster is the time in seconds; in milliseconds there are too many to guess.
  const second = Math.floor(answered / 1000);
  for (const name of cacheBusters) {
    for (const before of [0, 1, 2, 3]) yield [name, String(second - before)];
  }
}
