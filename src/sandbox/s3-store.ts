// Buckets and objects in memory, under one cap. Keys are latin1 text of their UTF-8 bytes, which sorts as S3 sorts.
import { createHash } from "node:crypto";

/** Bytes of all objects and parts together. */
export const storeLimitBytes: number = 256 * 1024 * 1024;
const mostBuckets = 1000;
const mostEntries = 200_000;

/** A stored object. */
export interface StoredObject {
  readonly content: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  readonly modifiedEpochMs: number;
  /** Headers given back as they were sent: Content-Type, x-amz-meta-… */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** A multipart upload under way. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedEpochMs: number;
  readonly headers: StoredObject["headers"];
  readonly parts: Map<number, StoredObject>;
}

/** A bucket. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdEpochMs: number;
  readonly objects: Map<string, StoredObject>;
}

/** All that S3 holds. */
export interface S3Store {
  readonly buckets: Map<string, Bucket>;
  readonly uploads: Map<string, Upload>;
  /** Adds or removes bytes and entries; false, and nothing changed, when the cap would be passed. */
  reserve(bytes: number, entries: number): boolean;
  /** Whether another bucket may be made. */
  roomForBucket(): boolean;
}

/** An empty store. */
export function openS3Store(): S3Store {
  const buckets = new Map<string, Bucket>();
  let held = 0;
  let count = 0;
  return {
    buckets,
    uploads: new Map(),
    reserve(bytes, entries) {
      if (held + bytes > storeLimitBytes || count + entries > mostEntries)
        return bytes <= 0 && entries <= 0 ? release(bytes, entries) : false;
      return release(bytes, entries);
    },
    roomForBucket: () => buckets.size < mostBuckets,
  };

  function release(bytes: number, entries: number): true {
    held += bytes;
    count += entries;
    return true;
  }
}

/** MD5 as S3's entity tag: lower-case hex in quotes. */
export function entityTag(content: Uint8Array): string {
  return `"${createHash("md5").update(content).digest("hex")}"`;
}

/** The entity tag of a multipart object: MD5 of the parts' MD5s, then their number. */
export function multipartTag(parts: readonly StoredObject[]): string {
  const hash = createHash("md5");
  for (const { etag } of parts) hash.update(Buffer.from(etag.replaceAll('"', ""), "hex"));
  return `"${hash.digest("hex")}-${parts.length}"`;
}

/** Whether Content-MD5 (base64) is the content's; true when it is not sent. */
export function contentMd5Fits(sent: string | null, content: Uint8Array): boolean {
  return sent === null || createHash("md5").update(content).digest("base64") === sent.trim();
}
