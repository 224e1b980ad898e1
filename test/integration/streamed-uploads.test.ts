// Uploads as the SDK for JavaScript frames them, with every checksum it knows: right traffic, in which nothing may be found.
import { Readable } from "node:stream";
import type { ChecksumAlgorithm } from "@aws-sdk/client-s3";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import type { Example } from "../../src/diagnosis/example.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import { headerValue } from "../../src/http/raw-headers.ts";
import { examined } from "../support/examined.ts";

interface Sent {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What the SDK would put on the wire for an upload; the answer is made up, nothing is sent. */
async function uploaded(algorithm: ChecksumAlgorithm, data: Buffer): Promise<CapturedRequest> {
  let captured: CapturedRequest | null = null;
  const client = new S3Client({
    region: "eu-west-1",
    credentials: {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
    requestHandler: {
      handle: async (request: Sent) => {
        const query = new URLSearchParams(request.query).toString();
        captured = {
          method: request.method,
          scheme: "https",
          authority: request.hostname,
          target: `${request.path}?${query}`,
          httpVersion: "1.1",
          headers: Object.entries(request.headers),
          body: wholeBody(await bytesOf(request.body)),
          connection: null,
          receivedAtEpochMs: Date.now(),
        };
        return { response: { statusCode: 200, headers: {}, body: Readable.from([]) } };
      },
    },
  });
  const Body = Readable.from([data]);
  const input = { Bucket: "examplebucket", Key: "a b/c", Body, ContentLength: data.length };
  await client.send(new PutObjectCommand({ ...input, ChecksumAlgorithm: algorithm }));
  if (captured === null) throw new Error("the SDK sent nothing");
  return captured;
}

async function bytesOf(body: unknown): Promise<Buffer> {
  if (!(body instanceof Readable)) throw new Error("the SDK did not stream the body");
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

const example = (request: CapturedRequest): Example => ({
  request,
  response: null,
  knowledge: exampleKnowledge(),
  nowEpochMs: Date.now(),
  signedCanonicalRequest: null,
});

describe("a streamed upload of the SDK for JavaScript", () => {
  it.each(["CRC32", "CRC32C", "SHA1", "SHA256"] as const)("with %s is right", async (algorithm) => {
    const request = await uploaded(algorithm, Buffer.alloc(100_000, "countersign"));
    expect(headerValue(request.headers, "x-amz-content-sha256")).toBe("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    const { verdict, findings, prediction } = await examined(example(request));
    expect({ verdict, findings, code: prediction?.code }).toEqual({
      verdict: "valid",
      findings: [],
      code: null,
    });
  });

  it("is seen to be wrong where a byte of the data was changed", async () => {
    const request = await uploaded("CRC32", Buffer.alloc(10_000, "countersign"));
    const content = Buffer.from(request.body.content ?? []);
    content[100] = 0x58;
    const { verdict, causes } = await examined(example({ ...request, body: wholeBody(content) }));
    expect({ verdict, causes }).toEqual({ verdict: "valid", causes: ["trailer-checksum-wrong"] });
  });
});
