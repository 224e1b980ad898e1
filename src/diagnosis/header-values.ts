// Likely values of a signed header that did not arrive.
import { checksumOf, runningChecksum } from "../http/checksum.ts";
import { runningDigest } from "../http/digest.ts";
import { headerValue } from "../http/raw-headers.ts";
import { percentDecode } from "../sigv4/percent-encoding.ts";
import type { EnvelopeContext } from "./rule.ts";
import { contentTypes } from "./value-sets.ts";

const acls = [
  "public-read",
  "private",
  "bucket-owner-full-control",
  "authenticated-read",
  "public-read-write",
  "bucket-owner-read",
  "aws-exec-read",
];
const cacheControls = [
  "no-cache",
  "no-store",
  "max-age=31536000",
  "public, max-age=31536000",
  "max-age=0",
  "max-age=3600",
  "max-age=86400",
  "public",
  "private",
  "no-cache, no-store, must-revalidate",
  "public, max-age=31536000, immutable",
  "max-age=604800",
];
const storageClasses = [
  "STANDARD",
  "STANDARD_IA",
  "REDUCED_REDUNDANCY",
  "INTELLIGENT_TIERING",
  "ONEZONE_IA",
  "GLACIER",
  "GLACIER_IR",
  "DEEP_ARCHIVE",
];

const likely: Readonly<Record<string, readonly string[]>> = {
  "x-amz-acl": acls,
  "cache-control": cacheControls,
  pragma: ["no-cache"],
  accept: ["*/*", "application/json", "application/json, text/plain, */*", "text/plain", "application/xml"],
  "content-encoding": ["gzip", "aws-chunked", "br", "identity", "utf-8"],
  "content-disposition": ["attachment", "inline"],
  "x-amz-storage-class": storageClasses,
  "x-amz-server-side-encryption": ["AES256", "aws:kms", "aws:kms:dsse"],
  "x-amz-server-side-encryption-customer-algorithm": ["AES256"],
  "x-amz-request-payer": ["requester"],
  "x-amz-checksum-algorithm": ["CRC32", "SHA256", "CRC32C", "SHA1", "CRC64NVME"],
  "x-amz-sdk-checksum-algorithm": ["CRC32", "SHA256", "CRC32C", "SHA1", "CRC64NVME"],
  "x-amz-checksum-mode": ["ENABLED"],
  "x-amz-metadata-directive": ["REPLACE", "COPY"],
  "amz-sdk-request": [
    "attempt=1; max=3",
    "attempt=1",
    "attempt=1; max=1",
    "attempt=1; max=4",
    "attempt=1; max=10",
  ],
  "content-language": ["en", "en-US", "de", "fr"],
  "x-amz-copy-source-metadata-directive": ["REPLACE", "COPY"],
  "x-amz-tagging-directive": ["COPY", "REPLACE"],
  "x-amz-object-ownership": ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"],
  "x-amz-checksum-type": ["FULL_OBJECT", "COMPOSITE"],
  "x-amz-object-lock-mode": ["GOVERNANCE", "COMPLIANCE"],
  "x-amz-object-lock-legal-hold": ["ON", "OFF"],
  "if-none-match": ["*"],
  "if-match": ["*"],
  "x-requested-with": ["XMLHttpRequest"],
  "accept-charset": ["utf-8", "UTF-8"],
  "accept-language": ["en-US", "en-US,en;q=0.9", "*"],
  range: ["bytes=0-", "bytes=0-0", "bytes=0-1023", "bytes=0-1048575"],
};

/** Values that may have been signed for a header that is absent: what the request knows of it, then usual ones. */
export function* likelyHeaderValues(context: EnvelopeContext, lowerName: string): Generator<string> {
  const { request } = context;
  for (const twin of [
    `x-amz-${lowerName}`,
    `x-${lowerName}`,
    `x-original-${lowerName}`,
    lowerName.replace(/^x-amz-/, ""),
  ]) {
    const value = twin === lowerName ? undefined : headerValue(request.headers, twin);
    if (value !== undefined) yield value;
  }
  const inQuery = context.query.find(({ name }) => percentDecode(name).toLowerCase() === lowerName);
  if (inQuery?.value) yield percentDecode(inQuery.value);
  yield* ofBody(context, lowerName);
  yield* likely[lowerName] ?? [];
  if (lowerName === "content-type") yield* contentTypes("", context.target.path);
  if (lowerName === "content-length" || lowerName === "x-amz-decoded-content-length")
    yield* [String(request.body.bytes), "0"];
  if (lowerName.startsWith("x-amz-")) yield* ["true", "false"];
}

/** A checksum of the body, where the header is one and the body was kept: Content-MD5 and x-amz-checksum-…. */
function* ofBody({ request }: EnvelopeContext, lowerName: string): Generator<string> {
  const { content } = request.body;
  if (content === null || content.length > 1_048_576) return;
  if (lowerName === "content-md5") {
    const running = runningDigest("md5");
    running.update(content);
    yield btoa(String.fromCharCode(...running.bytes()));
  }
  const name = checksumOf(lowerName);
  if (name === null) return;
  const running = runningChecksum(name);
  running.update(content);
  yield running.base64();
}
