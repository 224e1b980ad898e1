// The worked examples of Amazon's S3 documentation ("Authenticating Requests", header and query): requests as they go on the wire,
// with the hash of the canonical request and the signature that the pages give.
import { describe, expect, it } from "vitest";
import { latin1Bytes, parseHttpMessage } from "../../src/http/http-message.ts";
import { canonicalInput } from "../../src/sigv4/canonical-readings.ts";
import { derivation } from "../../src/sigv4/derivation.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";

interface Documented {
  readonly name: string;
  readonly head: readonly string[];
  readonly body: string;
  readonly canonicalRequestSha256Hex: string;
  readonly signature: string;
}

const documented: readonly Documented[] = [
  {
    name: "get-object-range",
    head: [
      "GET /test.txt HTTP/1.1",
      "Host: examplebucket.s3.amazonaws.com",
      "Range: bytes=0-9",
      "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "x-amz-date: 20130524T000000Z",
      "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ],
    body: "",
    canonicalRequestSha256Hex: "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972",
    signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  },
  {
    name: "put-object",
    head: [
      "PUT /test$file.text HTTP/1.1",
      "Host: examplebucket.s3.amazonaws.com",
      "Date: Fri, 24 May 2013 00:00:00 GMT",
      "x-amz-date: 20130524T000000Z",
      "x-amz-storage-class: REDUCED_REDUNDANCY",
      "x-amz-content-sha256: 44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
      "Content-Length: 21",
      "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ],
    body: "Welcome to Amazon S3.",
    canonicalRequestSha256Hex: "9e0e90d9c76de8fa5b200d8c849cd5b8dc7a3be3951ddb7f6a76b4158342019d",
    signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  },
  {
    name: "get-bucket-lifecycle",
    head: [
      "GET /?lifecycle HTTP/1.1",
      "Host: examplebucket.s3.amazonaws.com",
      "x-amz-date: 20130524T000000Z",
      "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ],
    body: "",
    canonicalRequestSha256Hex: "9766c798316ff2757b517bc739a67f6213b4ab36dd5da2f94eaebf79c77395ca",
    signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  },
  {
    name: "list-objects",
    head: [
      "GET /?max-keys=2&prefix=J HTTP/1.1",
      "Host: examplebucket.s3.amazonaws.com",
      "x-amz-date: 20130524T000000Z",
      "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ],
    body: "",
    canonicalRequestSha256Hex: "df57d21db20da04d7fa30298dd4488ba3a2b47ca3a489c74750e0f1e7df1b9b7",
    signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  },
  {
    name: "presigned-get",
    head: [
      "GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404 HTTP/1.1",
      "Host: examplebucket.s3.amazonaws.com",
    ],
    body: "",
    canonicalRequestSha256Hex: "3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04",
    signature: "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  },
];

describe("the documented S3 requests", () => {
  it.each(documented)(
    "match at every step: $name",
    ({ head, body, canonicalRequestSha256Hex, signature }) => {
      const parsed = parseHttpMessage(latin1Bytes(`${head.join("\r\n")}\r\n\r\n${body}`), { scheme: null });
      if ("refusal" in parsed) throw new Error(parsed.refusal);
      const reading = parseEnvelope(parsed.request);
      if (reading.kind !== "read") throw new Error(reading.kind);
      const { envelope } = reading;
      const key = signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", envelope.credentialScope);
      const derived = derivation(
        envelope,
        canonicalInput(parsed.request, envelope, { pathEncoding: "single" }),
        key,
      );
      expect(derived.canonicalRequestSha256Hex).toBe(canonicalRequestSha256Hex);
      expect([derived.calculatedSignature, envelope.providedSignature]).toEqual([signature, signature]);
    },
  );
});
