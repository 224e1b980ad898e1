import type { RequestOptions } from "node:http";
import { request } from "node:http";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import type { Surroundings } from "../../src/proxy/upstream-dial.ts";
import { UpstreamLane } from "../../src/proxy/upstream-lane.ts";
import { sleep, waitFor } from "../support/proxy-client.ts";
import { duplexPair } from "../support/proxy-duplex.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";
import { answering, messageEnd } from "../support/proxy-upstream.ts";

let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${fixture?.authority}\r\n\r\n`;
}

/** The body of the next answer on a lane. */
function answerOf(lane: UpstreamLane): Promise<string> {
  const exactHead = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
  const options = { agent: lane.asAgent(), host: "upstream", exactHead, chunked: false, hasBody: false };
  return new Promise((resolve, reject) => {
    const asked = request(options as RequestOptions, (answer) => {
      let body = "";
      answer.setEncoding("latin1").on("data", (text: string) => (body += text));
      answer.on("end", () => resolve(body)).on("error", reject);
    });
    asked.on("error", reject).end();
  });
}

describe("an upstream connection", () => {
  it("is kept for the next request of the same client", async () => {
    fixture = await proxyFixture(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    const client = await fixture.tunnel();
    for (let round = 1; round <= 20; round += 1) {
      client.received = "";
      client.send(get(`/${round}`));
      await client.until(/ok$/);
    }
    expect(fixture.upstream.connections).toHaveLength(1);
  });
  it("is never shared between clients", async () => {
    fixture = await proxyFixture(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    for (let round = 1; round <= 5; round += 1) {
      const client = await fixture.tunnel();
      client.send(get(`/${round}`));
      await client.until(/ok$/);
      client.close();
    }
    expect(fixture.upstream.connections).toHaveLength(5);
  });
  it("is dropped after bytes that nobody asked for, so no answer is ever taken for another", async () => {
    fixture = await proxyFixture((connection) => {
      const end = messageEnd(connection.received);
      if (end === null) return;
      const path = /^GET (\S+)/.exec(connection.received)?.[1] ?? "";
      connection.received = connection.received.slice(end);
      const answer = (text: string): string =>
        `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
      connection.socket.write(answer(`for ${path};`));
      const late = Number(path.slice(1)) % 3;
      const poison = answer("for nobody;");
      if (late === 0) connection.socket.write(poison);
      else
        setTimeout(() => connection.socket.destroyed || connection.socket.write(poison), late === 1 ? 0 : 3);
    });
    const client = await fixture.tunnel();
    for (let round = 1; round <= 200; round += 1) {
      client.received = "";
      client.send(get(`/${round}`));
      const received = await client.until(/;$/);
      expect(received.endsWith(`for /${round};`)).toBe(true);
      // What arrives after the next request has left cannot be told from its answer; what came before it can.
      if (round % 3 !== 0) await sleep(10);
    }
  });
  it.each([
    ["of a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\nCont"],
    ["without a body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 2"],
    ["in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "HT"],
  ])("is not used again behind an answer %s that had more in its piece", async (_kind, answer, excess) => {
    fixture = await proxyFixture(answering(answer + excess));
    const client = await fixture.tunnel();
    for (const round of [1, 2, 3]) {
      client.received = "";
      client.send(get(`/${round}`));
      await client.until(/\r\n(?:ok)?(?:\r\n0\r\n\r\n)?$/);
      await fixture.observed(round);
      expect(client.received).toBe(answer);
    }
    expect(fixture.upstream.connections).toHaveLength(3);
    expect(client.closed).toBe(false);
  });
  it("takes up the TLS session of the one before it, of whichever client", async () => {
    fixture = await proxyFixture(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    for (let round = 0; round < 3; round += 1) {
      const client = await fixture.tunnel();
      client.send(get("/"));
      await client.until(/ok$/);
      // A second answer: by now the ticket that stood before it was read as well.
      client.send(get("/"));
      await client.until(/ok.*ok$/s);
    }
    const reused = fixture.upstream.connections.map(({ socket }) => (socket as TLSSocket).isSessionReused());
    expect(reused).toEqual([false, true, true]);
  });
  it("that closed while idle is replaced without the client noticing", async () => {
    fixture = await proxyFixture(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    const client = await fixture.tunnel();
    for (let round = 1; round <= 5; round += 1) {
      client.received = "";
      client.send(get("/"));
      await client.until(/ok$/);
      fixture.upstream.connections.at(-1)?.socket.destroy();
      await sleep(100);
    }
    expect(fixture.upstream.connections).toHaveLength(5);
    await fixture.observed(5);
    expect(fixture.exchanges.every(({ state }) => state === "complete")).toBe(true);
  });
  it("that closes just as the next request begins is replaced by one whose answer comes whole", async () => {
    const opened: Duplex[] = [];
    const connectUpstream = (): Duplex => {
      const [ours, theirs] = duplexPair();
      theirs.on("data", () => {
        theirs.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
        setTimeout(() => theirs.write("k"), 20);
      });
      opened.push(ours);
      return ours;
    };
    const authority = { host: "a.test", port: 80, kind: "name" } as const;
    const lane = new UpstreamLane(authority, false, { connectUpstream } as unknown as Surroundings);
    expect(await answerOf(lane)).toBe("ok");
    await sleep(5);
    const second = answerOf(lane);
    opened[0]?.destroy();
    expect(await second).toBe("ok");
    expect(opened).toHaveLength(2);
    lane.close();
  });
  it("is not opened again for a client that leaves just as its next request begins", async () => {
    let opened = 0;
    const connectUpstream = (): Duplex => {
      const [ours, theirs] = duplexPair();
      theirs.on("data", () => theirs.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
      opened += 1;
      return ours;
    };
    const authority = { host: "a.test", port: 80, kind: "name" } as const;
    const lane = new UpstreamLane(authority, false, { connectUpstream } as unknown as Surroundings);
    expect(await answerOf(lane)).toBe("ok");
    await sleep(5);
    const second = answerOf(lane);
    lane.close();
    await expect(second).rejects.toThrow("the client went away");
    expect(opened).toBe(1);
  });
  it("that closes under a request resets the client, and the request is never sent twice", async () => {
    let requests = 0;
    fixture = await proxyFixture((connection) => {
      requests += 1;
      if (requests === 1) connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      else connection.socket.destroy();
    });
    const client = await fixture.tunnel();
    client.send(get("/1"));
    await client.until(/ok$/);
    client.received = "";
    client.send(get("/2"));
    expect(await client.untilClosed()).toBe("");
    await waitFor(() => fixture?.exchanges.length === 2, "both exchanges");
    expect(fixture.exchanges[1]?.state).toBe("upstream-error");
    expect(requests).toBe(2);
  });
  it("follows no redirect", async () => {
    fixture = await proxyFixture(
      answering(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: https://localhost:1/\r\nContent-Length: 0\r\n\r\n",
      ),
    );
    const client = await fixture.tunnel();
    client.send(get("/"));
    await client.until(/\r\n\r\n$/);
    await sleep(30);
    expect(fixture.upstream.connections).toHaveLength(1);
  });
});

describe("an upstream in this process", () => {
  it("is spoken to in plain HTTP/1.1 over the connection it gives", async () => {
    let seen = "";
    fixture = await proxyFixture(() => undefined, {
      sandboxed: true,
      intercept: [],
      connectUpstream: (host, port, secure) => {
        expect([host, port, secure]).toEqual(["sts.us-east-1.amazonaws.com", 443, true]);
        const [ours, theirs] = duplexPair();
        theirs.on("data", (chunk: Buffer) => {
          seen += chunk.toString("latin1");
          if (seen.endsWith("\r\n\r\n")) theirs.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        return ours;
      },
    });
    const host = "sts.us-east-1.amazonaws.com";
    const client = await fixture.tunnel({ authority: `${host}:443`, servername: host });
    for (const path of ["/a", "/b"]) {
      client.received = "";
      client.send(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      await client.until(/ok$/);
    }
    expect(seen).toBe(`GET /a HTTP/1.1\r\nHost: ${host}\r\n\r\nGET /b HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect((await fixture.observed(2)).selfCheck).toEqual({ equal: true, differences: [] });
  });
});
