// The answer of a service that refuses a signature and shows what it calculated.
import { exampleResponse } from "../../src/diagnosis/example.ts";
import type { CapturedResponse } from "../../src/http/captured-exchange.ts";
import { sha256Hex } from "../../src/http/digest.ts";

/** What is shown of the server's calculation. */
export interface Shown {
  readonly text: boolean;
  readonly hash: boolean;
}

/** S3's answer for a request that it read as `canonicalRequest`. */
export function s3Mismatch(
  canonicalRequest: string,
  scope = "20260102/us-east-1/s3/aws4_request",
  shown: Shown = { text: true, hash: true },
): CapturedResponse {
  const date = `${scope.slice(0, 8)}T030405Z`;
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256Hex(canonicalRequest)}`;
  const escaped = canonicalRequest.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const parts = [
    "<Code>SignatureDoesNotMatch</Code>",
    "<Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message>",
    ...(shown.hash ? [`<StringToSign>${toSign}</StringToSign>`] : []),
    ...(shown.text ? [`<CanonicalRequest>${escaped}</CanonicalRequest>`] : []),
  ];
  return exampleResponse(
    403,
    [["Content-Type", "application/xml"]],
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${parts.join("")}</Error>`,
  );
}
