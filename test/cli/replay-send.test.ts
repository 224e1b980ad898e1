import { afterEach, describe, expect, it } from "vitest";
import { sendReplay } from "../../src/cli/replay-send.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";
import type { RawHeaders } from "../../src/http/raw-headers.ts";
import { waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture, testAuthority } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";

let fixture: ProxyFixture | null = null;
afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

function requestTo(authority: string, headers: RawHeaders, body: string): CapturedRequest {
  return {
    method: "PUT",
    scheme: "https",
    authority,
    target: "/a%2Fb//c?x=%20",
    httpVersion: "1.1",
    headers: [["hOST", authority], ...headers],
    body: wholeBody(latin1Bytes(body)),
    connection: null,
    receivedAtEpochMs: null,
  };
}

async function sent(headers: RawHeaders, body: string, more: Partial<CapturedRequest> = {}): Promise<string> {
  const plain = more.scheme === "http";
  fixture = await proxyFixture(answering(ok), { plain });
  const { certificatePem } = await testAuthority("proxy");
  const request = { ...requestTo(fixture.authority, headers, body), ...more };
  const connection = await sendReplay({ port: fixture.proxy.port, certificatePem }, request);
  await fixture.observed(1);
  connection.destroy();
  return (fixture.upstream.connections[0]?.received ?? "").replaceAll(fixture.authority, "HOST");
}

describe("a request sent again", () => {
  it("arrives byte for byte", async () => {
    expect(
      await sent(
        [
          ["Content-Length", "4"],
          ["x-B", "é "],
        ],
        "body",
      ),
    ).toBe("PUT /a%2Fb//c?x=%20 HTTP/1.1\r\nhOST: HOST\r\nContent-Length: 4\r\nx-B: é\r\n\r\nbody");
  });

  it("is framed as its head says", async () => {
    const chunked: RawHeaders = [["Transfer-Encoding", "chunked"]];
    expect(await sent(chunked, "body")).toMatch(/\r\n\r\n4\r\nbody\r\n0\r\n\r\n$/);
    await fixture?.close();
    expect(await sent(chunked, "")).toMatch(/\r\n\r\n0\r\n\r\n$/);
  });

  it("goes in the clear where it came so", async () => {
    expect(await sent([["Content-Length", "0"]], "", { scheme: "http" })).toMatch(
      /^PUT \/a%2Fb\/\/c\?x=%20 HTTP/,
    );
  });

  it("is refused with the reason when its destination is", async () => {
    fixture = await proxyFixture(answering(ok));
    const { certificatePem } = await testAuthority("proxy");
    const request = requestTo("169.254.169.254:443", [], "");
    await expect(sendReplay({ port: fixture.proxy.port, certificatePem }, request)).rejects.toThrow();
    await waitFor(() => fixture?.exchanges.length === 0, "nothing");
  });
});
