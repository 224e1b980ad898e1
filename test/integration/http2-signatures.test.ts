// Requests over HTTP/2 signed by the SDK's own signer: what is examined is what the client signed.
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterEach, describe, expect, it } from "vitest";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import type { CapturedExchange } from "../../src/http/captured-exchange.ts";
import { examined } from "../support/examined.ts";
import type { Http2Fixture } from "../support/proxy-http2.ts";
import { http2Exchange, http2Fixture } from "../support/proxy-http2.ts";

let opened: Http2Fixture | null = null;

afterEach(async () => {
  await opened?.close();
  opened = null;
});

const signer = new SignatureV4({
  credentials: {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  },
  region: "us-east-1",
  service: "kinesis",
  sha256: Sha256,
});

/** Sends a signed ListShards, changed after signing where asked, and returns what was captured. */
async function sent(changed: Record<string, string> = {}): Promise<CapturedExchange> {
  opened = await http2Fixture((stream) => {
    stream.respond({ ":status": 200, "content-type": "application/x-amz-json-1.1" });
    stream.end("{}");
  });
  const body = '{"StreamName":"orders"}';
  const { headers } = await signer.sign({
    method: "POST",
    protocol: "https:",
    hostname: "localhost",
    path: "/",
    headers: {
      host: opened.authority,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "Kinesis_20131202.ListShards",
    },
    body,
  });
  const { host = "", ...rest } = headers;
  const session = await opened.session();
  await http2Exchange(
    session,
    { ":method": "POST", ":path": "/", ":authority": host, ...rest, ...changed },
    body,
  );
  return await opened.fixture.observed(1);
}

async function examination(exchange: CapturedExchange) {
  const { request, response } = exchange;
  return await examined({
    request,
    response,
    knowledge: exampleKnowledge(),
    nowEpochMs: Date.now(),
    signedCanonicalRequest: null,
  });
}

describe("a signature over HTTP/2", () => {
  it("is valid with :authority as its host, and no finding is made of it", async () => {
    const exchange = await sent();
    expect(exchange.request.headers.map(([name]) => name)).not.toContain("host");
    const { verdict, findings, causes } = await examination(exchange);
    expect([verdict, findings.filter(({ severity }) => severity !== "note"), causes]).toEqual([
      "valid",
      [],
      [],
    ]);
  });
  it("that does not match is proven like any other", async () => {
    const { verdict, causes } = await examination(
      await sent({ "content-type": "application/x-amz-json-1.0" }),
    );
    expect([verdict, causes]).toEqual(["mismatch", ["content-type-changed"]]);
  });
});
