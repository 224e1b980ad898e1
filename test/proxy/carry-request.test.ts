import { createHash, randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { sleep, waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

/** Sends one request's exact bytes through a tunnel; returns what the upstream received. */
async function carried(request: (authority: string) => string): Promise<string> {
  fixture = await proxyFixture(answering(ok));
  const client = await fixture.tunnel();
  client.send(request(fixture.authority));
  await client.until(/\r\n\r\nok$/);
  return fixture.upstream.connections[0]?.received ?? "";
}

/** Expects the upstream to receive exactly what was sent, and the self-check to agree. */
async function expectUnchanged(request: (authority: string) => string): Promise<void> {
  const received = await carried(request);
  expect(received).toBe(request(fixture?.authority ?? ""));
  const exchange = await fixture?.observed(1);
  expect(exchange?.state).toBe("complete");
  expect(exchange?.selfCheck).toEqual({ equal: true, differences: [] });
}

describe("the request's target", () => {
  const targets = [
    "/",
    "//",
    "/./",
    "/a/../b",
    "/a//b",
    "/%2f",
    "/%2F",
    "/a%20b",
    "/a+b",
    "/%7E",
    "/~",
    "/?",
    "/?a",
    "/?a=",
    "/?a=b&a=a",
    "/?b=1&a=2",
    "/?a=%20",
    "/?a=+",
    "/?X-Amz-Signature=0&x=%2F",
    "/a;b",
    "/a,b",
    "/a:b@c",
    "/!$&'()*",
    "/%E1%88%B4",
    "/%e1%88%b4",
    "/a%",
    "/a%zz",
    "/[a]",
    "/{a}",
    "/a|b",
    "/a^b",
    "/a`b",
    '/a"b',
    "/a<b>",
    "/a\\b",
    "/?a[]=1",
    "/?a=b=c",
    "/?&&",
    "/??",
    "/a?b?c",
    "/bucket/key%00",
    "/.",
    "/..",
    "/a/.",
    "/a/..",
    "/%2e%2e/",
    "/a%2Bb",
    "/a%25b",
    "/-_.~",
    "/?prefix=a/b&delimiter=/",
    "/?list-type=2&continuation-token=1%3D%3D",
    "/a=b",
    "/$",
    "/@",
    "/:",
    "/?/",
    "/?:",
    "/?@",
    "/very/long/".padEnd(4000, "k"),
    "/?q=".padEnd(8000, "v"),
  ];
  it("arrives as sent, whatever its spelling", async () => {
    fixture = await proxyFixture(answering(ok));
    const client = await fixture.tunnel();
    for (const [index, target] of targets.entries()) {
      client.received = "";
      const request = `GET ${target} HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`;
      client.send(request);
      await client.until(/\r\n\r\nok$/);
      const connection = fixture.upstream.connections[0];
      expect(connection?.received).toBe(request);
      if (connection !== undefined) connection.received = "";
      expect((await fixture.observed(index + 1)).selfCheck).toEqual({ equal: true, differences: [] });
      fixture.upstream.script = answering(ok);
    }
    expect(targets.length).toBeGreaterThanOrEqual(60);
  });
});

describe("the request's header", () => {
  it("keeps duplicate fields apart and in order", async () => {
    await expectUnchanged(
      (host) =>
        `GET / HTTP/1.1\r\nHost: ${host}\r\nx-amz-meta-a: 1\r\nX-Amz-Date: d\r\nx-amz-meta-a: 2\r\n\r\n`,
    );
  });
  it("keeps repeated names that Node would drop", async () => {
    await expectUnchanged(
      (host) =>
        `GET / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: a\r\nUser-Agent: b\r\nETag: 1\r\nETag: 2\r\n\r\n`,
    );
  });
  it("keeps the case and order of names", async () => {
    await expectUnchanged(
      (host) => `GET / HTTP/1.1\r\nX-B: 1\r\nhOST: ${host}\r\nx-a: 2\r\nAUTHORIZATION: x\r\n\r\n`,
    );
  });
  it("keeps names that mean something to JavaScript or to proxies", async () => {
    await expectUnchanged(
      (host) =>
        `GET / HTTP/1.1\r\nHost: ${host}\r\n__proto__: a\r\nconstructor: b\r\nProxy-Authorization: c\r\nProxy-X: d\r\n\r\n`,
    );
  });
  it("keeps white space inside values", async () => {
    await expectUnchanged((host) => `GET / HTTP/1.1\r\nHost: ${host}\r\nx-amz-meta-a: a  b \t c\r\n\r\n`);
  });
  it("keeps empty values", async () => {
    await expectUnchanged(
      (host) => `GET / HTTP/1.1\r\nHost: ${host}\r\nx-amz-meta-a: \r\nx-amz-meta-b: \r\n\r\n`,
    );
  });
  it("keeps bytes outside ASCII", async () => {
    await expectUnchanged(
      (host) => `GET / HTTP/1.1\r\nHost: ${host}\r\nx-amz-meta-a: \xe9\r\nx-amz-meta-b: \xc3\xa9\r\n\r\n`,
    );
  });
  it("keeps a Content-Disposition outside ASCII beside a Content-Length", async () => {
    await expectUnchanged(
      (host) =>
        `PUT / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nContent-Disposition: a; filename="\xe9"\r\n\r\nx`,
    );
  });
  it("keeps Connection and hop-by-hop fields as the client sent them", async () => {
    await expectUnchanged(
      (host) =>
        `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Keep-Alive, te\r\nTE: trailers\r\nKeep-Alive: 5\r\n\r\n`,
    );
  });
  it("trims only the white space around a value", async () => {
    const received = await carried(
      (host) => `GET / HTTP/1.1\r\nHost: ${host}\r\nx-amz-meta-a:   v  \r\n\r\n`,
    );
    expect(received).toContain("\r\nx-amz-meta-a: v\r\n");
  });
});

describe("the request's framing", () => {
  const bodies: readonly [string, string, string][] = [
    ["none", "", ""],
    ["zero", "Content-Length: 0\r\n", ""],
    ["a length", "Content-Length: 5\r\n", "hello"],
  ];
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "GET", "OPTIONS"]) {
    for (const [name, field, body] of bodies) {
      it(`is unchanged for ${method} with ${name}`, async () => {
        await expectUnchanged((host) => `${method} /k HTTP/1.1\r\nHost: ${host}\r\n${field}\r\n${body}`);
      });
    }
  }
  it("stays chunked when the client sent chunks", async () => {
    const received = await carried(
      (host) =>
        `PUT /k HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n5;x=1\r\nhello\r\n0\r\n\r\n`,
    );
    expect(received).toBe(
      `PUT /k HTTP/1.1\r\nHost: ${fixture?.authority}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    );
    expect((await fixture?.observed(1))?.request.body.bytes).toBe(5);
  });
  it("keeps aws-chunked content byte for byte", async () => {
    const content = `5;chunk-signature=${"0".repeat(64)}\r\nhello\r\n0;chunk-signature=${"1".repeat(64)}\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`;
    await expectUnchanged(
      (host) =>
        `PUT /k HTTP/1.1\r\nHost: ${host}\r\nContent-Encoding: aws-chunked\r\nContent-Length: ${content.length}\r\n\r\n${content}`,
    );
  });
  it("carries the trailers of a chunked request", async () => {
    const received = await carried(
      (host) =>
        `PUT /k HTTP/1.1\r\nHost: ${host}\r\nTrailer: x-amz-checksum-crc32\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx-amz-checksum-crc32: AA==\r\n\r\n`,
    );
    expect(received.endsWith("1\r\na\r\n0\r\nx-amz-checksum-crc32: AA==\r\n\r\n")).toBe(true);
  });
  it("speaks the client's HTTP version", async () => {
    const received = await carried((host) => `GET /old HTTP/1.0\r\nHost: ${host}\r\n\r\n`);
    expect(received.startsWith("GET /old HTTP/1.0\r\n")).toBe(true);
  });
});

describe("the request's body", () => {
  it("arrives whole and in order when it comes in small delayed pieces", async () => {
    fixture = await proxyFixture(answering(ok));
    const client = await fixture.tunnel();
    client.send(`PUT /k HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 6\r\n\r\n`);
    for (const piece of ["1", "2", "3", "4", "5", "6"]) {
      await sleep(10);
      client.send(piece);
    }
    await client.until(/ok$/);
    expect(fixture.upstream.connections[0]?.received.endsWith("\r\n\r\n123456")).toBe(true);
  });
  it("is hashed whole, and kept only up to the limit", async () => {
    fixture = await proxyFixture(answering(ok), { captureLimitBytes: 1000 });
    const body = randomBytes(100_000);
    const client = await fixture.tunnel();
    client.send(`PUT /k HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 100000\r\n\r\n`);
    client.send(body);
    await client.until(/ok$/);
    const { request, response } = await fixture.observed(1);
    expect(request.body).toEqual({
      bytes: 100_000,
      sha256Hex: createHash("sha256").update(body).digest("hex"),
      content: null,
    });
    expect(Buffer.from(response?.body.content ?? []).toString()).toBe("ok");
  });
  it("lets the head go before the body comes", async () => {
    fixture = await proxyFixture(answering(ok));
    const client = await fixture.tunnel();
    client.send(`PUT /k HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 1\r\n\r\n`);
    await waitFor(() => /\r\n\r\n$/.test(fixture?.upstream.connections[0]?.received ?? ""), "the head alone");
    client.send("x");
    await client.until(/ok$/);
  });
  it("waits in the client while the upstream does not read", async () => {
    fixture = await proxyFixture((connection) => connection.socket.pause());
    fixture.upstream.countOnly = true;
    const client = await fixture.tunnel();
    client.send(`PUT /k HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 200000000\r\n\r\n`);
    const chunk = Buffer.alloc(1_000_000);
    let accepted = 0;
    const push = (): void => {
      while (accepted < 200 && client.socket.write(chunk)) accepted += 1;
    };
    client.socket.on("drain", () => {
      accepted += 1;
      push();
    });
    push();
    await sleep(1500);
    expect(accepted).toBeLessThan(40);
  });
});

describe("an expectation", () => {
  it("is answered by the upstream, and the body waits for it", async () => {
    let headAt = 0;
    fixture = await proxyFixture((connection) => {
      if (headAt === 0) {
        headAt = performance.now();
        setTimeout(() => connection.socket.write("HTTP/1.1 100 Continue\r\n\r\n"), 200);
      } else if (connection.received.endsWith("body")) connection.socket.write(ok);
    });
    const client = await fixture.tunnel();
    const start = performance.now();
    client.send(
      `PUT /k HTTP/1.1\r\nHost: ${fixture.authority}\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n`,
    );
    await client.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    expect(performance.now() - start).toBeGreaterThan(190);
    expect(fixture.upstream.connections[0]?.received).toContain(
      "\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n",
    );
    client.send("body");
    await client.until(/ok$/);
    expect((await fixture.observed(1)).selfCheck?.equal).toBe(true);
  });
  it("may be refused by the upstream before any body", async () => {
    fixture = await proxyFixture((connection) => {
      connection.socket.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
    });
    const client = await fixture.tunnel();
    client.send(
      `PUT /k HTTP/1.1\r\nHost: ${fixture.authority}\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n`,
    );
    const received = await client.until(/no$/);
    expect(received).toBe("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
    expect(fixture.upstream.connections[0]?.received.endsWith("\r\n\r\n")).toBe(true);
  });
  it("of another kind reaches the upstream", async () => {
    await expectUnchanged((host) => `GET / HTTP/1.1\r\nHost: ${host}\r\nExpect: foo\r\n\r\n`);
  });
});
