// Requests that the AWS SDK for JavaScript signs with SigV4A: by its S3 client and by its signer.

import { Sha256 } from "@aws-crypto/sha256-js";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SignatureV4a } from "@smithy/signature-v4a";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";

const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const accessPoint = "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap";

interface Signed {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Record<string, unknown>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** A GET and a PUT of a Multi-Region Access Point; nothing is sent. */
export async function accessPointRequests(): Promise<CapturedRequest[]> {
  const signed: Signed[] = [];
  const client = new S3Client({
    region: "us-west-2",
    credentials: { ...credentials, sessionToken: "FwoGZXIvYXdzEXAMPLETOKEN" },
    maxAttempts: 1,
    requestHandler: {
      handle: (request: Signed) => {
        signed.push(request);
        return Promise.reject(new Error("nothing is sent"));
      },
    },
  });
  const get = new GetObjectCommand({ Bucket: accessPoint, Key: "a b/\u00fc.txt" });
  const put = new PutObjectCommand({ Bucket: accessPoint, Key: "a", Body: "hello" });
  await client.send(get).catch(() => undefined);
  await client.send(put).catch(() => undefined);
  return signed.map(capturedOf);
}

/** A request for any host, region set and service. */
export async function signedWithRegionSet(
  host: string,
  service: string,
  regionSet: string,
): Promise<CapturedRequest> {
  const signer = new SignatureV4a({
    credentials,
    region: regionSet,
    service,
    sha256: Sha256,
    uriEscapePath: service !== "s3",
    applyChecksum: service === "s3",
  });
  const unsigned = {
    method: "POST",
    protocol: "https:",
    hostname: host,
    path: "/a%20b",
    query: {},
    headers: { host, "content-type": "application/json" },
    body: '{"a":1}',
  };
  return capturedOf(await signer.sign(unsigned, { signingDate: new Date("2026-01-02T03:04:05Z") }));
}

function capturedOf({ method, hostname, path, query = {}, headers, body }: Signed): CapturedRequest {
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return {
    method,
    scheme: "https",
    authority: hostname,
    target: pairs.length === 0 ? path : `${path}?${pairs.join("&")}`,
    httpVersion: "1.1",
    headers: Object.entries(headers),
    body: wholeBody(
      latin1Bytes(typeof body === "string" ? body : "hello".slice(0, method === "PUT" ? 5 : 0)),
    ),
    connection: null,
    receivedAtEpochMs: null,
  };
}
