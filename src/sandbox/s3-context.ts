// One S3 request with where it points: bucket, key and sub-resource; and S3's errors.

import { percentDecode } from "../sigv4/percent-encoding.ts";
import type { Answer } from "./answer.ts";
import type { ErrorText } from "./refusal-answer.ts";
import { s3Error } from "./refusal-answer.ts";
import type { AnswerIds } from "./request-ids.ts";
import type { Bucket, S3Store } from "./s3-store.ts";
import type { ServiceRequest } from "./service-request.ts";
import { utf8Text } from "./service-request.ts";

/** What every S3 operation gets. Keys are latin1 text of UTF-8 bytes. */
export interface S3Context {
  readonly request: ServiceRequest;
  readonly store: S3Store;
  readonly ids: AnswerIds;
  /** Null for the service itself. */
  readonly bucketName: string | null;
  /** Empty for the bucket itself. */
  readonly key: string;
}

/** XML namespace of S3's documents. */
export const s3Namespace = ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** The owner of everything in the sandbox. */
export const owner: { readonly id: string; readonly name: string } = {
  id: "0".repeat(64),
  name: "countersign-sandbox",
};

/** Reads bucket and key from a virtual-host or path-style request. */
export function s3Context(request: ServiceRequest, store: S3Store, ids: AnswerIds): S3Context {
  const fromHost = bucketOfHost(request.host);
  if (fromHost !== null)
    return { request, store, ids, bucketName: fromHost, key: percentDecode(request.path.slice(1)) };
  const [, bucket = "", rest = ""] = /^\/*([^/]*)(?:\/([\s\S]*))?$/.exec(request.path) ?? [];
  return {
    request,
    store,
    ids,
    bucketName: bucket === "" ? null : percentDecode(bucket),
    key: percentDecode(rest),
  };
}

/** The labels before the one that names S3; null when there are none or the host is not S3's. */
function bucketOfHost(host: string): string | null {
  const labels = host.split(".");
  const at = labels.findLastIndex((label) => /^s3(?:-[a-z0-9-]+|express-[a-z0-9-]+)?$/.test(label));
  return at > 0 && labels.length > at + 2 ? labels.slice(0, at).join(".") : null;
}

/** An S3 error with the resource it concerns. */
export function failure(
  context: S3Context,
  status: number,
  text: ErrorText,
  elements: readonly (readonly [string, string])[] = [],
): Answer {
  return s3Error(status, text, context.ids, elements);
}

/** The bucket, or the answer that there is none. */
export function bucketOr404(context: S3Context): Bucket | Answer {
  const bucket = context.store.buckets.get(context.bucketName ?? "");
  return (
    bucket ??
    failure(
      context,
      404,
      ["NoSuchBucket", "The specified bucket does not exist"],
      [["BucketName", utf8Text(context.bucketName ?? "")]],
    )
  );
}

/** Tells an answer from a bucket. */
export function isAnswer(value: Bucket | Answer): value is Answer {
  return "status" in value;
}

/** The answer when something would pass the sandbox's cap. */
export function full(context: S3Context): Answer {
  return failure(context, 503, [
    "SlowDown",
    "The countersign sandbox keeps at most 256 MiB in memory and is full. Delete objects, or restart it.",
  ]);
}

/** The answer for what the sandbox does not do. */
export function notImplemented(context: S3Context): Answer {
  return failure(context, 501, [
    "NotImplemented",
    "The countersign sandbox does not implement this operation.",
  ]);
}

/** The answer to a body that is no XML of the kind wanted. */
export function malformedXml(context: S3Context): Answer {
  return failure(context, 400, [
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  ]);
}
