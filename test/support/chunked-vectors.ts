// The two chunked uploads of the S3 documentation, with their heads, bodies and signatures.

import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, parseHttpMessage } from "../../src/http/http-message.ts";

const head = (token: string, headers: readonly string[], signed: string, signature: string): string =>
  [
    "PUT /examplebucket/chunkObject.txt HTTP/1.1",
    "Host: s3.amazonaws.com",
    "x-amz-date: 20130524T000000Z",
    "x-amz-storage-class: REDUCED_REDUNDANCY",
    `x-amz-content-sha256: ${token}`,
    "Content-Encoding: aws-chunked",
    "x-amz-decoded-content-length: 66560",
    ...headers,
    `Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signed},Signature=${signature}`,
    "",
    "",
  ].join("\r\n");

const framed = (signatures: readonly [string, string, string]): string =>
  `10000;chunk-signature=${signatures[0]}\r\n${"a".repeat(65_536)}\r\n400;chunk-signature=${signatures[1]}\r\n${"a".repeat(1024)}\r\n0;chunk-signature=${signatures[2]}\r\n`;

/** "Transferring Payload in Multiple Chunks": three signed chunks. */
export const chunkedMessage: string =
  head(
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    ["Content-Length: 66824"],
    "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class",
    "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
  ) +
  framed([
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
  ]) +
  "\r\n";

/** The same with trailing headers: a CRC32C and its signature. */
export const trailedMessage: string =
  head(
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    ["x-amz-trailer: x-amz-checksum-crc32c"],
    "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer",
    "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
  ) +
  framed([
    "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
    "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
    "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
  ]) +
  "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";

/** Reads one of them as a captured request. */
export function requestOfMessage(message: string): CapturedRequest {
  const parsed = parseHttpMessage(latin1Bytes(message), { scheme: null });
  if ("refusal" in parsed) throw new Error(parsed.refusal);
  return parsed.request;
}
