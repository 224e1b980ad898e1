// The specification's own words: algorithm identifiers, payload tokens, header and query names, limits.

/** Algorithm of a header-signed or presigned request (IAM User Guide, "Elements of an AWS API request signature"). */
export const hmacAlgorithm = "AWS4-HMAC-SHA256";

/** Algorithm identifier of SigV4A. */
export const ecdsaAlgorithm = "AWS4-ECDSA-P256-SHA256";

/** Last element of every credential scope. */
export const scopeTerminator = "aws4_request";

/** Payload token of a body that is not signed (Amazon S3 API Reference, "Authenticating Requests"). */
export const unsignedPayload = "UNSIGNED-PAYLOAD";

/** The six parameters a presigned URL must carry, in the order AWS lists them. */
export const presignParameters = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Signature",
  "X-Amz-Date",
  "X-Amz-SignedHeaders",
  "X-Amz-Expires",
] as const;

/** Longest life of a presigned URL in seconds: seven days. */
export const presignMaximumSeconds = 604_800;

/** Payload tokens S3 accepts in x-amz-content-sha256 beside a hash (S3's own error text lists them). */
export const payloadTokens: readonly string[] = [
  unsignedPayload,
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
  "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
  "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
  "STREAMING-AWS4-HMAC-SHA256-EVENTS",
];

/** Signing names whose canonical request takes the payload line from x-amz-content-sha256 as it stands. */
export const payloadHeaderServices: ReadonlySet<string> = new Set([
  "s3",
  "s3express",
  "s3-object-lambda",
  "s3-outposts",
]);
