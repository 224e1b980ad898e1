// Signed requests sent through the proxy as raw bytes: what reaches the upstream is what was sent, and its signature holds
// there. Published vectors, what the SDK's signer makes, and the shapes of real clients.
import { existsSync, readFileSync } from "node:fs";
import { connect as tlsConnect } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { Example } from "../../src/diagnosis/example.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { sigv4aExample } from "../../src/diagnosis/example-sigv4a.ts";
import { latin1Bytes, parseHttpMessage } from "../../src/http/http-message.ts";
import { correctTraffic } from "../support/correct-traffic.ts";
import { waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture, testAuthority } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";
import { requestBytes } from "../support/raw-exchange.ts";
import { smithyRequests } from "../support/smithy-requests.ts";

const folder = fileURLToPath(new URL("../../../shared/vectors/", import.meta.url));
let fixture: ProxyFixture;

beforeAll(async () => {
  const { certificatePem: ca } = await testAuthority("upstream");
  fixture = await proxyFixture(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), {
    connectUpstream: () =>
      tlsConnect({ port: fixture.upstream.port, host: "127.0.0.1", ca, servername: "localhost" }),
  });
});
afterAll(async () => await fixture.close());

/** Sends one message through a tunnel to the host it names; gives what the upstream received of it. */
async function through(message: string): Promise<string> {
  const host = /\r\nhost: *([^\r]*)/i.exec(message)?.[1] ?? "";
  const authority = /:\d+$/.test(host) ? host : `${host}:443`;
  const client = await fixture.tunnel({ authority, servername: host.replace(/:\d+$/, "") });
  const { connections } = fixture.upstream;
  connections.length = 0;
  client.send(message);
  await waitFor(
    () => (connections[0]?.received.length ?? 0) >= message.length || client.closed,
    "the request",
  );
  client.close();
  return connections[0]?.received ?? client.received;
}

describe("the published vectors", () => {
  for (const file of ["vectors-classic.json", "vectors-s3-docs.json"].filter((name) =>
    existsSync(folder + name),
  )) {
    const vectors: { name: string; wire_request?: string | null; body_b64?: string; unusable?: unknown }[] =
      JSON.parse(readFileSync(folder + file, "utf8"));
    const usable = vectors.filter(({ wire_request, unusable }) => wire_request && !unusable);
    it.each(usable.map((vector) => [vector.name, vector] as const))(
      `of ${file} arrive as sent: %s`,
      async (_name, one) => {
        // One page gives the content of an upload and no length in its head: there the head alone is a message.
        const framed = /\r\ncontent-length:/i.test(one.wire_request ?? "");
        const body = framed ? Buffer.from(one.body_b64 ?? "", "base64").toString("latin1") : "";
        const message = `${one.wire_request}${body}`;
        expect(await through(message)).toBe(message);
      },
    );
  }
});

describe("correct requests", () => {
  it("of the SDK's signer arrive as sent, and their signatures hold at the upstream", async () => {
    const examiner = createExaminer(exampleKnowledge());
    for (const bytes of await smithyRequests(150, 7)) {
      const message = bytes.toString("latin1");
      const received = await through(message);
      expect(received).toBe(message);
      const parsed = parseHttpMessage(latin1Bytes(received), { scheme: null });
      if ("refusal" in parsed) throw new Error(parsed.refusal);
      const { request } = parsed;
      const subject = { id: "1", input: null, index: 0, request, response: null, selfCheck: null };
      expect(examine({ ...subject, nowEpochMs: Date.now() }, examiner)).toMatchObject({
        verdict: "valid",
        findings: [],
      });
    }
  }, 60_000);
  const shapes: readonly (readonly [string, Example])[] = [
    ...correctTraffic,
    ["SigV4A for every region", sigv4aExample({ signature: "3045022100ab" })],
  ];
  // HTTP/2 frames the body of an event stream; over HTTP/1.1 it would need a length or chunks.
  const framed = shapes.filter(([, { request }]) => {
    const names = request.headers.map(([name]) => name.toLowerCase());
    return (
      request.body.bytes === 0 || names.includes("content-length") || names.includes("transfer-encoding")
    );
  });
  it.each(framed)("in the shape of %s arrive as sent", async (_name, { request }) => {
    const message = requestBytes(request).toString("latin1");
    expect(await through(message)).toBe(message);
  });
});
