// Objects going into the store and out of it: what puts, copies, parts and deletes share.
import { percentDecode } from "../sigv4/percent-encoding.ts";
import type { Answer } from "./answer.ts";
import type { S3Context } from "./s3-context.ts";
import { failure } from "./s3-context.ts";
import type { Bucket, StoredObject } from "./s3-store.ts";
import { utf8Text } from "./service-request.ts";

const keptHeaders =
  /^(?:content-type|content-encoding|content-language|content-disposition|cache-control|expires|x-amz-meta-.+|x-amz-website-redirect-location)$/;

/** Whether a header, or a form's field of its name, is kept with an object. */
export function isKeptHeader(name: string): boolean {
  return keptHeaders.test(name.toLowerCase());
}

/** The headers of a request that are given back with the object; aws-chunked is no encoding of the object. */
export function keptHeadersOf(context: S3Context): StoredObject["headers"] {
  const kept: (readonly [string, string])[] = [];
  for (const [name, value] of context.request.captured.headers) {
    if (!isKeptHeader(name)) continue;
    const plain =
      name.toLowerCase() === "content-encoding"
        ? value
            .split(",")
            .map((coding) => coding.trim())
            .filter((coding) => coding !== "aws-chunked")
            .join(",")
        : value;
    if (plain !== "") kept.push([name, plain]);
  }
  return kept;
}

/** The answer to a Content-MD5 that is not the content's. */
export function badDigest(context: S3Context): Answer {
  return failure(context, 400, [
    "BadDigest",
    "The Content-MD5 you specified did not match what we received.",
  ]);
}

/** Puts an object in the place of an earlier one; false when the store is full. */
export function storeObject(context: S3Context, bucket: Bucket, object: StoredObject): boolean {
  const earlier = bucket.objects.get(context.key);
  const grown = object.content.length - (earlier?.content.length ?? 0);
  if (!context.store.reserve(grown, earlier === undefined ? 1 : 0)) return false;
  bucket.objects.set(context.key, object);
  return true;
}

/** The object a copy source (`/bucket/key`, percent-encoded) names, or the answer that there is none. */
export function copySource(context: S3Context, source: string): StoredObject | Answer {
  const [, bucketName = "", key = ""] =
    /^\/?([^/]+)\/([\s\S]+?)(?:\?versionId=\w+)?$/.exec(percentDecode(source.replaceAll("+", " "))) ?? [];
  const object = context.store.buckets.get(bucketName)?.objects.get(key);
  return (
    object ??
    failure(context, 404, ["NoSuchKey", "The specified key does not exist."], [["Key", utf8Text(key)]])
  );
}

/** Removes an object and gives its bytes back. */
export function removeObject(context: S3Context, bucket: Bucket, key: string): void {
  const object = bucket.objects.get(key);
  if (object !== undefined && bucket.objects.delete(key)) context.store.reserve(-object.content.length, -1);
}
