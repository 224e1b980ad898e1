import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { sleep, waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";
import type { Script } from "../support/proxy-upstream.ts";
import { answering } from "../support/proxy-upstream.ts";

let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

/** Sends one bodyless request; returns everything the client received until the pattern matched. */
async function answered(method: string, answer: string, pattern: RegExp): Promise<string> {
  fixture = await proxyFixture(answering(answer));
  const client = await fixture.tunnel();
  client.send(`${method} / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
  return await client.until(pattern);
}

describe("the answer's head", () => {
  it("arrives as sent: reason phrase, names, duplicates, order, no date added", async () => {
    const answer =
      "HTTP/1.1 200 Fine Weather\r\nX-DUP: 1\r\nx-b: 2\r\nX-Dup: 3\r\nContent-Length: 2\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\nok";
    expect(await answered("GET", answer, /ok$/)).toBe(answer);
    const { response, state } = (await fixture?.observed(1)) ?? {};
    expect(state).toBe("complete");
    expect(response?.reason).toBe("Fine Weather");
    expect(response?.headers).toEqual([
      ["X-DUP", "1"],
      ["x-b", "2"],
      ["X-Dup", "3"],
      ["Content-Length", "2"],
      ["Set-Cookie", "a"],
      ["Set-Cookie", "b"],
    ]);
  });
  it("keeps the length of an answer to HEAD", async () => {
    const answer = "HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nETag: x\r\n\r\n";
    expect(await answered("HEAD", answer, /\r\n\r\n$/)).toBe(answer);
  });
  it("keeps 204 and 304 without a body", async () => {
    for (const answer of [
      "HTTP/1.1 204 No Content\r\nx-a: 1\r\n\r\n",
      "HTTP/1.1 304 Not Modified\r\nETag: x\r\nContent-Length: 9\r\n\r\n",
    ]) {
      expect(await answered("GET", answer, /\r\n\r\n$/)).toBe(answer);
      await fixture?.close();
    }
  });
  it("keeps an empty reason phrase", async () => {
    expect(await answered("GET", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", /\r\n\r\n$/)).toBe(
      "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
    );
  });
  it("keeps bytes outside ASCII", async () => {
    const answer =
      'HTTP/1.1 200 OK\r\nx-amz-meta-a: \xc3\xa9\r\nContent-Disposition: a; filename="\xe9"\r\nContent-Length: 0\r\n\r\n';
    expect(await answered("GET", answer, /\r\n\r\n$/)).toBe(answer);
  });
  it("is refused with 502 when it has more fields than a head may have", async () => {
    const fields = Array.from({ length: 300 }, (_, index) => `x-${index}: 1\r\n`).join("");
    const received = await answered(
      "GET",
      `HTTP/1.1 200 OK\r\n${fields}Content-Length: 0\r\n\r\n`,
      /\r\n\r\ncountersign: .*\n$/,
    );
    expect(received.startsWith("HTTP/1.1 502 Bad Gateway\r\n")).toBe(true);
  });
});

describe("an answer whose body is slow", () => {
  it("has its head sent at once", async () => {
    fixture = await proxyFixture((connection) =>
      connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
    );
    const client = await fixture.tunnel();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await client.until(/Content-Length: 2\r\n\r\n$/);
    fixture.upstream.connections[0]?.socket.write("ok");
    await client.until(/ok$/);
  });
});

describe("the answer's framing", () => {
  it("keeps a length", async () => {
    const answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    expect(await answered("GET", answer, /hello$/)).toBe(answer);
  });
  it("stays chunked, with its trailers", async () => {
    const answer =
      "HTTP/1.1 200 OK\r\nTrailer: x-sum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx-sum: 1\r\n\r\n";
    expect(await answered("GET", answer, /x-sum: 1\r\n\r\n$/)).toBe(answer);
  });
  it("ends with the connection when the upstream's did", async () => {
    fixture = await proxyFixture((connection) =>
      connection.socket.end("HTTP/1.1 200 OK\r\nx-a: 1\r\n\r\nhello"),
    );
    const client = await fixture.tunnel();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    expect(await client.untilClosed()).toBe("HTTP/1.1 200 OK\r\nx-a: 1\r\n\r\nhello");
    expect((await fixture.observed(1)).state).toBe("complete");
  });
  it("closes after an answer that says so", async () => {
    fixture = await proxyFixture(
      answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"),
    );
    const client = await fixture.tunnel();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    expect((await client.untilClosed()).endsWith("ok")).toBe(true);
  });
});

describe("informational answers", () => {
  it("arrive before the final one, as sent", async () => {
    const answer =
      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    expect(await answered("GET", answer, /ok$/)).toBe(answer);
  });
  it("are cut when there are too many", async () => {
    const received = await answered(
      "GET",
      "HTTP/1.1 102 Processing\r\n\r\n".repeat(1000),
      /502 Bad Gateway[\s\S]*\n$/,
    );
    expect(received.split("102 Processing").length - 1).toBe(16);
    expect((await fixture?.observed(1))?.state).toBe("upstream-error");
  });
});

describe("a truncated answer", () => {
  const length = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const cuts: readonly [string, string][] = [
    ["a length, after the head", length],
    ["a length, after one byte", `${length}x`],
    ["a length, half way", length + "x".repeat(500)],
    ["a length, before the last byte", length + "x".repeat(999)],
    ["chunks, after the head", chunked],
    ["chunks, half way", `${chunked}3e8\r\n${"x".repeat(500)}`],
    ["chunks, before the last chunk", `${chunked}3e8\r\n${"x".repeat(1000)}\r\n`],
    ["chunks, before the last line", `${chunked}3e8\r\n${"x".repeat(1000)}\r\n0\r\n`],
  ];
  for (const [name, sent] of cuts) {
    for (const way of ["end", "reset"] as const) {
      it(`stays truncated: ${name}, by ${way}`, async () => {
        fixture = await proxyFixture((connection) => {
          connection.socket.write(sent, "latin1", () => {
            if (way === "end") connection.socket.end();
            else setTimeout(() => connection.socket.destroy(), 20);
          });
        });
        const client = await fixture.tunnel();
        client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
        const received = await client.untilClosed();
        const head = sent.slice(0, sent.indexOf("\r\n\r\n") + 4);
        expect(head.startsWith(received.slice(0, head.length))).toBe(true);
        expect(received.split("x").length).toBeLessThanOrEqual(sent.split("x").length);
        expect(received).not.toMatch(/\r\n0\r\n\r\n$/);
        const exchange = await fixture.observed(1);
        expect(exchange.state).toBe("truncated");
      });
    }
  }
  it("before its head becomes 502 with a plain reason, inside the tunnel", async () => {
    fixture = await proxyFixture((connection) => connection.socket.end());
    const client = await fixture.tunnel();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    const received = await client.untilClosed();
    expect(received.startsWith("HTTP/1.1 502 Bad Gateway\r\n")).toBe(true);
    expect(received).toContain(
      "countersign: the upstream closed the connection without an answer (ECONNRESET)\n",
    );
    expect((await fixture.observed(1)).state).toBe("upstream-error");
  });
});

describe("an answer that is not HTTP", () => {
  const answers: readonly [string, string][] = [
    ["two different lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    [
      "a length and chunks",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    ],
    ["no status line", "hello\r\n\r\n"],
    ["a folded field", "HTTP/1.1 200 OK\r\nx-a: 1\r\n 2\r\nContent-Length: 0\r\n\r\n"],
    ["a bare line feed", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"],
  ];
  for (const [name, answer] of answers) {
    it(`never becomes a success: ${name}`, async () => {
      fixture = await proxyFixture(answering(answer));
      const client = await fixture.tunnel();
      client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
      const received = await client.untilClosed();
      expect(received).not.toContain("HTTP/1.1 200");
      expect((await fixture.observed(1)).state).not.toBe("complete");
    });
  }
});

describe("an early answer", () => {
  it("reaches a client that is still sending", async () => {
    const script: Script = (connection) => {
      if (connection.receivedBytes < 100_000 || connection.closed) return;
      connection.socket.pause();
      connection.socket.write(
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno",
        () => connection.socket.destroy(),
      );
    };
    for (let round = 0; round < 5; round += 1) {
      fixture = await proxyFixture(script);
      fixture.upstream.countOnly = true;
      const client = await fixture.tunnel();
      client.send(`PUT /k HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 50000000\r\n\r\n`);
      const chunk = Buffer.alloc(65_536);
      const push = (): void => {
        while (!client.closed && client.received === "" && client.socket.write(chunk));
      };
      client.socket.on("drain", push);
      push();
      const received = await client.until(/no$/);
      expect(received.startsWith("HTTP/1.1 403 Forbidden\r\n")).toBe(true);
      const exchange = await fixture.observed(1);
      expect(exchange.response?.status).toBe(403);
      expect(exchange.state).toBe("truncated");
      expect(exchange.reason).toMatch(/^early-answer/);
      await client.untilClosed(6000);
      await fixture.close();
    }
  });
});

describe("a slow or vanished client", () => {
  it("makes the upstream wait", async () => {
    const body = randomBytes(1_000_000);
    let sent = 0;
    fixture = await proxyFixture((connection) => {
      connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n");
      const push = (): void => {
        while (sent < 200 && connection.socket.write(body)) sent += 1;
      };
      connection.socket.on("drain", () => {
        sent += 1;
        push();
      });
      push();
    });
    const client = await fixture.tunnel();
    client.socket.pause();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await sleep(1500);
    expect(sent).toBeLessThan(40);
    expect(sent).toBeGreaterThan(0);
  });
  it("ends the upstream's connection soon after it is gone", async () => {
    for (const upload of [true, false]) {
      fixture = await proxyFixture((connection) => {
        if (!upload)
          connection.socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n${"x".repeat(1000)}`);
      });
      fixture.upstream.countOnly = true;
      const client = await fixture.tunnel();
      client.send(
        `${upload ? "PUT" : "GET"} / HTTP/1.1\r\nHost: ${fixture.authority}\r\n${upload ? "Content-Length: 1000000\r\n\r\nabc" : "\r\n"}`,
      );
      const { connections } = fixture.upstream;
      await waitFor(
        () => (upload ? (connections[0]?.receivedBytes ?? 0) > 60 : client.receivedBytes > 0),
        "traffic",
      );
      client.close();
      await waitFor(() => connections[0]?.closed === true, "the upstream's connection to close", 500);
      expect((await fixture.observed(1)).state).toBe("aborted-by-client");
      await fixture.close();
    }
  });
});
