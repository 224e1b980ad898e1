import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { constants } from "node:http2";
import { Duplex } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { CaptureBudget } from "../../../src/proxy/body-tap.ts";
import { clientPreface } from "../../../src/proxy/http2/frame-reader.ts";
import { Http2Connection } from "../../../src/proxy/http2/http2-connection.ts";
import { sleep, waitFor } from "../../support/proxy-client.ts";
import { duplexPair } from "../../support/proxy-duplex.ts";
import type { ProxyFixture } from "../../support/proxy-fixture.ts";
import { proxyFixture } from "../../support/proxy-fixture.ts";
import type { Http2Fixture, StreamScript } from "../../support/proxy-http2.ts";
import { http2Exchange, http2Fixture } from "../../support/proxy-http2.ts";

let opened: Http2Fixture | null = null;
let raw: ProxyFixture | null = null;

afterEach(async () => {
  await opened?.close();
  await raw?.close();
  opened = null;
  raw = null;
});

async function open(script: StreamScript): Promise<Http2Fixture> {
  opened = await http2Fixture(script);
  return opened;
}

describe("a connection of HTTP/2", () => {
  it("carries requests and answers as they are, and captures both", async () => {
    const { session, authority, received, fixture } = await open((stream) => {
      stream.respond({ ":status": 200, "x-answer": ["a", "b"] });
      stream.end("pong");
    });
    const request = {
      ":method": "POST",
      ":path": "/a//b?x=%2f",
      "x-amz-meta-a": ["2", "1"],
      cookie: ["a=1", "b=2"],
      "content-length": "4",
    };
    const answer = await http2Exchange(await session(), request, "ping");
    expect(answer.body.toString()).toBe("pong");
    const pseudo = [":method", "POST", ":path", "/a//b?x=%2f", ":authority", authority, ":scheme", "https"];
    const rest = [
      "x-amz-meta-a",
      "2",
      "x-amz-meta-a",
      "1",
      "cookie",
      "a=1",
      "cookie",
      "b=2",
      "content-length",
      "4",
    ];
    expect(received[0]).toEqual([...pseudo, ...rest]);
    const exchange = await fixture.observed(1);
    expect(exchange).toMatchObject({ state: "complete", reason: null, selfCheck: { equal: true } });
    expect(exchange.request).toMatchObject({
      method: "POST",
      scheme: "https",
      authority,
      target: "/a//b?x=%2f",
      httpVersion: "2",
      headers: [
        ["x-amz-meta-a", "2"],
        ["x-amz-meta-a", "1"],
        ["cookie", "a=1"],
        ["cookie", "b=2"],
        ["content-length", "4"],
      ],
      connection: { connectAuthority: authority, sni: "localhost", tlsVersion: "TLSv1.3" },
    });
    expect(Buffer.from(exchange.request.body.content ?? []).toString()).toBe("ping");
    expect(exchange.response).toMatchObject({ status: 200, reason: "" });
    expect(exchange.response?.headers.slice(0, 2)).toEqual([
      ["x-answer", "a"],
      ["x-answer", "b"],
    ]);
    expect(Buffer.from(exchange.response?.body.content ?? []).toString()).toBe("pong");
  });
  it("carries informational heads and trailers", async () => {
    const { session, fixture } = await open((stream) => {
      stream.additionalHeaders({ ":status": 103, link: "</a>" });
      stream.respond({ ":status": 200 }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "x-checksum": "abc" }));
      stream.end("x");
    });
    const stream = (await session()).request({ ":path": "/" });
    const early = once(stream, "headers");
    const trailers = once(stream, "trailers");
    stream.resume();
    expect((await early)[0]).toMatchObject({ ":status": 103, link: "</a>" });
    expect((await trailers)[0]).toMatchObject({ "x-checksum": "abc" });
    expect((await fixture.observed(1)).response).toMatchObject({ status: 200, body: { bytes: 1 } });
  });
  it("streams both ways at once, each event as it comes", async () => {
    const { session, fixture } = await open((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/vnd.amazon.eventstream" });
      stream.on("data", (chunk: Buffer) => stream.write(`echo ${chunk.toString()}`));
      stream.on("end", () => stream.end());
    });
    const stream = (await session()).request({
      ":method": "POST",
      ":path": "/stream-transcription",
      "content-type": "application/vnd.amazon.eventstream",
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-EVENTS",
    });
    for (const event of ["one", "two", "three"]) {
      stream.write(event);
      expect(String((await once(stream, "data"))[0])).toBe(`echo ${event}`);
    }
    stream.end();
    await once(stream, "close");
    const exchange = await fixture.observed(1);
    expect(exchange).toMatchObject({ state: "complete", request: { body: { bytes: 11 } } });
    expect(exchange.response?.body.bytes).toBe(26);
  });
  it("keeps many streams apart", async () => {
    const { session, fixture } = await open((stream, headers) => {
      stream.respond({ ":status": 200 });
      setTimeout(() => stream.end(String(headers[":path"])), Math.random() * 20);
    });
    const client = await session();
    const paths = Array.from({ length: 60 }, (_, index) => `/${index}`);
    const answers = await Promise.all(paths.map((path) => http2Exchange(client, { ":path": path })));
    expect(answers.map(({ body }) => body.toString())).toEqual(paths);
    await fixture.observed(60);
    for (const { request, response } of fixture.exchanges) {
      expect(Buffer.from(response?.body.content ?? []).toString()).toBe(request.target);
    }
  });
  it("carries large bodies both ways, hashed whole", async () => {
    const { session, fixture } = await open((stream) => {
      stream.respond({ ":status": 200 });
      stream.pipe(stream);
    });
    const body = randomBytes(8 * 1024 * 1024);
    const answer = await http2Exchange(await session(), { ":method": "PUT", ":path": "/" }, body);
    const sha256Hex = createHash("sha256").update(body).digest("hex");
    expect(createHash("sha256").update(answer.body).digest("hex")).toBe(sha256Hex);
    const exchange = await fixture.observed(1);
    expect(exchange.request.body).toEqual({ bytes: body.length, sha256Hex, content: null });
    expect(exchange.response?.body).toEqual({ bytes: body.length, sha256Hex, content: null });
  });
  it("leaves flow control to both ends: an upstream that does not read stops its client", async () => {
    const { session } = await open((stream) => {
      stream.respond({ ":status": 200 });
      stream.pause();
    });
    const stream = (await session()).request({ ":method": "PUT", ":path": "/" });
    stream.on("error", () => undefined);
    const piece = Buffer.alloc(65_536);
    let sent = 0;
    const write = (): void => {
      if (sent < 64 * piece.length)
        stream.write(piece, () => {
          sent += piece.length;
          write();
        });
    };
    write();
    await sleep(400);
    expect(sent).toBeLessThan(1024 * 1024);
    stream.destroy();
  });
  it("ends a stream as its client or its upstream does, and no other", async () => {
    const { session, fixture, received } = await open((stream, headers) => {
      if (headers[":path"] === "/refuse") stream.close(constants.NGHTTP2_REFUSED_STREAM);
      else if (headers[":path"] === "/cut") {
        stream.respond({ ":status": 200 });
        stream.write("half", () => stream.destroy(new Error("cut")));
      } else if (headers[":path"] === "/ok") stream.respond({ ":status": 204 }, { endStream: true });
    });
    const client = await session();
    const abandoned = client.request({ ":path": "/slow" });
    abandoned.on("error", () => undefined);
    await waitFor(() => received.length === 1, "the request to get there");
    abandoned.close(constants.NGHTTP2_CANCEL);
    expect(await fixture.observed(1)).toMatchObject({
      state: "aborted-by-client",
      reason: "the client reset the stream",
    });
    await expect(http2Exchange(client, { ":path": "/refuse" })).rejects.toThrow("NGHTTP2_REFUSED_STREAM");
    expect(await fixture.observed(2)).toMatchObject({
      state: "upstream-error",
      reason: "the upstream reset the stream (error 7)",
    });
    await expect(http2Exchange(client, { ":path": "/cut" })).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
    expect(await fixture.observed(3)).toMatchObject({
      state: "truncated",
      reason: "the upstream reset the stream (error 2)",
      response: { body: { bytes: 4 } },
    });
    expect((await http2Exchange(client, { ":path": "/ok" })).headers[":status"]).toBe(204);
    expect((await fixture.observed(4)).state).toBe("complete");
  });
  it("passes a GOAWAY on and closes with its upstream", async () => {
    const { session, sessions, fixture } = await open((stream) => {
      stream.respond({ ":status": 200 });
      stream.end("last");
    });
    const client = await session();
    await http2Exchange(client, { ":path": "/" });
    const goaway = once(client, "goaway");
    sessions[0]?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, 1, Buffer.from("calm"));
    expect((await goaway)[0]).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    sessions[0]?.destroy();
    await waitFor(() => client.destroyed, "the client's session to close");
    expect((await fixture.observed(1)).state).toBe("complete");
  });
  it("breaks off when the other end does, and says what was under way", async () => {
    const { session, sessions, fixture } = await open((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("half");
    });
    const client = await session();
    const stream = client.request({ ":path": "/" });
    stream.on("error", () => undefined);
    await once(stream, "data");
    sessions[0]?.destroy();
    await waitFor(() => client.destroyed, "the client's session to close");
    expect((await fixture.observed(1)).state).toBe("truncated");
    const second = await session();
    const other = second.request({ ":path": "/" });
    other.on("error", () => undefined);
    await once(other, "data");
    second.destroy();
    await waitFor(() => sessions[1]?.destroyed === true, "the upstream's session to close");
    expect((await fixture.observed(2)).state).toBe("aborted-by-client");
  });
  it("finishes what is under way when the proxy closes", async () => {
    const { session, fixture } = await open((stream) => {
      setTimeout(() => {
        stream.respond({ ":status": 200 });
        stream.end("late");
      }, 200);
    });
    const client = await session();
    const answer = http2Exchange(client, { ":path": "/" });
    await sleep(80);
    const closed = fixture.proxy.close({ deadlineMs: 3000 });
    expect((await answer).body.toString()).toBe("late");
    await closed;
    expect(fixture.exchanges[0]?.state).toBe("complete");
  });
});

function frame(type: number, flags: number, streamId: number, payload: string | Buffer = ""): Buffer {
  const body = typeof payload === "string" ? Buffer.from(payload, "latin1") : payload;
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, body]);
}

function block(...list: string[]): Buffer {
  const parts: Buffer[] = [];
  for (let index = 0; index < list.length; index += 2) {
    const [name = "", value = ""] = list.slice(index, index + 2);
    parts.push(Buffer.from(`\x10${String.fromCharCode(name.length)}${name}`, "latin1"));
    parts.push(Buffer.from(`${String.fromCharCode(value.length)}${value}`, "latin1"));
  }
  return Buffer.concat(parts);
}

function head(authority: string, ...more: string[]): Buffer {
  return block(":path", "/", ":method", "GET", ":scheme", "https", ":authority", authority, ...more);
}

/** A client that takes each piece a little later than it is written. */
class SlowClient extends Duplex {
  readonly taken: Buffer[] = [];

  override _read(): void {}

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.taken.push(piece);
    setTimeout(done, 10);
  }

  setTimeout(): this {
    return this;
  }

  destroySoon(): void {
    this.end(() => this.destroy());
  }
}

const begin = Buffer.concat([Buffer.from(clientPreface, "latin1"), frame(4, 0, 0)]);

describe("the bytes of a connection", () => {
  it("reach the other side as they were sent, with what node:http2 could not send", async () => {
    raw = await proxyFixture(() => undefined, { protocols: ["h2"] });
    const client = await raw.tunnel({ ALPNProtocols: ["h2"] });
    const list = head(
      raw.authority,
      "x-amz-a",
      "1",
      "x-b",
      " 2  2 ",
      "x-amz-a",
      "3",
      "7",
      "n",
      "user-agent",
      "a",
      "user-agent",
      "b",
    );
    const sent = Buffer.concat([
      begin,
      frame(2, 0, 9, "\0\0\0\0\x10"),
      frame(1, 8, 1, Buffer.concat([Buffer.from("\x02", "latin1"), list.subarray(0, 20), Buffer.alloc(2)])),
      frame(9, 0, 1, list.subarray(20, 40)),
      frame(9, 4, 1, list.subarray(40)),
      frame(0x10, 0, 0, "\0\0\0\x01u=3"),
      frame(0, 9, 1, "\x03body\0\0\0"),
      frame(8, 0, 0, "\0\x01\0\0"),
    ]);
    for (let at = 0; at < sent.length; at += 7) {
      client.send(sent.subarray(at, at + 7));
      await sleep(1);
    }
    const connection = raw.upstream.connections[0];
    await waitFor(() => connection?.received.length === sent.length, "every byte");
    expect(connection?.received).toBe(sent.toString("latin1"));
    const answer = Buffer.concat([
      frame(4, 0, 0),
      frame(1, 4, 1, Buffer.from([0x88])),
      frame(0, 9, 1, "\x02ok\0\0"),
      frame(6, 0, 0, "12345678"),
    ]);
    connection?.socket.write(answer);
    await waitFor(() => client.received.length === answer.length, "the answer");
    expect(client.received).toBe(answer.toString("latin1"));
    const exchange = await raw.observed(1);
    expect(exchange).toMatchObject({
      state: "complete",
      selfCheck: { equal: true },
      response: { status: 200 },
    });
    expect(exchange.request.headers).toEqual([
      ["x-amz-a", "1"],
      ["x-b", " 2  2 "],
      ["x-amz-a", "3"],
      ["7", "n"],
      ["user-agent", "a"],
      ["user-agent", "b"],
    ]);
    expect(Buffer.from(exchange.request.body.content ?? []).toString()).toBe("body");
  });
  it("behind a refused request go nowhere, and the refusal is an answer on its stream", async () => {
    raw = await proxyFixture(() => undefined, { protocols: ["h2"] });
    const client = await raw.tunnel({ ALPNProtocols: ["h2"] });
    client.send(Buffer.concat([begin, frame(1, 5, 1, head(raw.authority))]));
    const connection = raw.upstream.connections[0];
    await waitFor(() => (connection?.receivedBytes ?? 0) > begin.length, "the first request");
    const before = connection?.receivedBytes;
    client.send(Buffer.concat([frame(1, 5, 3, head("other.test")), frame(1, 5, 5, head(raw.authority))]));
    const answer = await client.untilClosed();
    expect(answer.startsWith("\0\0\0\x04\0\0\0\0\0")).toBe(true);
    expect(answer).toContain("\x07:status\x03421");
    expect(answer).toContain("countersign: the Host header names another host than the connection");
    expect(connection?.receivedBytes).toBe(before);
    expect(connection?.closed).toBe(true);
    const reasons = [await raw.observed(1), await raw.observed(2)].map(({ state, reason, selfCheck }) => [
      state,
      reason,
      selfCheck?.equal ?? null,
    ]);
    expect(reasons).toEqual([
      ["refused", "refused:authority-mismatch", null],
      ["upstream-error", "countersign ended the connection over another request", true],
    ]);
  });
  it.each([
    ["a preface that is none", () => [Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n")], 1],
    ["a header block that cannot be decoded", () => [begin, frame(1, 5, 1, Buffer.from([0x80]))], 9],
    [
      "a flood of CONTINUATIONs",
      () => [begin, frame(1, 0, 1), ...Array.from({ length: 20_000 }, () => frame(9, 0, 1))],
      11,
    ],
    [
      "a list that unfolds to more than 64 KiB",
      () => [
        begin,
        frame(
          1,
          5,
          1,
          Buffer.concat([
            block("a", "v".repeat(100)),
            Buffer.from(`\x40\x01a\x7f\xb9\x16${"v".repeat(3000)}`, "latin1"),
            Buffer.alloc(60, 0xbe),
          ]),
        ),
      ],
      11,
    ],
    ["a stream a client may not open", () => [begin, frame(1, 5, 2, head("localhost"))], 1],
  ])("that are %s end the connection and go nowhere", async (_what, pieces, code) => {
    raw = await proxyFixture(() => undefined, { protocols: ["h2"] });
    const client = await raw.tunnel({ ALPNProtocols: ["h2"] });
    client.send(Buffer.concat(pieces()));
    const answer = Buffer.from(await client.untilClosed(), "latin1");
    expect(answer.readUInt8(9 + 3)).toBe(7);
    expect(answer.readUInt32BE(9 + 9 + 4)).toBe(code);
    expect(raw.events.map(({ event }) => event)).toContain("malformed-request");
    const types = raw.upstream.connections.map(({ received }) => received).join("");
    expect(types.length).toBeLessThanOrEqual(begin.length);
  });
  it("cost no memory however many frames say nothing: a stalled upstream stops a flood", async () => {
    raw = await proxyFixture(({ socket }) => void socket.pause(), { protocols: ["h2"] });
    const client = await raw.tunnel({ ALPNProtocols: ["h2"] });
    client.send(begin);
    const settings = Buffer.concat(Array.from({ length: 100_000 }, () => frame(4, 0, 0)));
    for (let count = 0; count < 40; count += 1) client.send(settings);
    let before = -1;
    while (client.socket.writableLength !== before) {
      before = client.socket.writableLength;
      await sleep(150);
    }
    expect(40 * settings.length - before).toBeLessThan(16 * 1024 * 1024);
  });
  it("of the last answer all get to a slow client when the proxy closes meanwhile", async () => {
    const client = new SlowClient();
    const [upstream, far] = duplexPair();
    const arrival = { authority: { host: "a.test", port: 443, kind: "name" }, scheme: "https", sni: null };
    const route = { arrival: () => arrival, facts: () => null, lane: { close: () => undefined } };
    const capture = { nextId: () => "id", opened: () => undefined, capture: () => undefined };
    const connection = new Http2Connection(client as never, upstream, route as never, {
      ...{ ...capture, budget: new CaptureBudget(), captureLimitBytes: 1000, watchBody: () => null },
      log: () => undefined,
    });
    connection.start();
    client.push(Buffer.concat([begin, frame(1, 5, 1, head("a.test"))]));
    await once(far, "data");
    connection.drain();
    const pieces = [
      frame(4, 0, 0),
      frame(1, 4, 1, Buffer.from([0x88])),
      frame(0, 0, 1, "a"),
      frame(0, 1, 1, "b"),
    ];
    for (const piece of pieces) far.write(piece);
    await once(client, "close");
    expect(Buffer.concat(client.taken)).toEqual(Buffer.concat(pieces));
  });
  it("may open and reset streams without end: each is one exchange, and none is left", async () => {
    raw = await proxyFixture(() => undefined, { protocols: ["h2"] });
    const client = await raw.tunnel({ ALPNProtocols: ["h2"] });
    client.send(begin);
    const { authority } = raw;
    for (let count = 0; count < 3000; count += 1) {
      client.send(
        Buffer.concat([
          frame(1, 5, 2 * count + 1, head(authority)),
          frame(3, 0, 2 * count + 1, "\0\0\0\x08"),
        ]),
      );
    }
    const latest = await raw.observed(3000);
    expect(latest).toMatchObject({ state: "aborted-by-client", selfCheck: { equal: true } });
  });
  it("open no more than a thousand requests at once", async () => {
    raw = await proxyFixture(() => undefined, { protocols: ["h2"] });
    const client = await raw.tunnel({ ALPNProtocols: ["h2"] });
    const { authority } = raw;
    const heads = Array.from({ length: 1001 }, (_, index) => frame(1, 5, 2 * index + 1, head(authority)));
    client.send(Buffer.concat([begin, ...heads]));
    expect(await client.untilClosed()).toContain("countersign: too many requests at once");
  });
  it("of an upstream that are no frames go on, and end what is captured", async () => {
    raw = await proxyFixture(
      ({ socket, received }) => {
        if (received.endsWith(head(raw?.authority ?? "").toString("latin1")))
          socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
      },
      { protocols: ["h2"] },
    );
    const client = await raw.tunnel({ ALPNProtocols: ["h2"] });
    client.send(Buffer.concat([begin, frame(1, 5, 1, head(raw.authority))]));
    expect(await client.until(/\r\n\r\n$/)).toBe("HTTP/1.1 400 Bad Request\r\n\r\n");
    raw.upstream.connections[0]?.socket.end();
    await client.untilClosed();
    expect((await raw.observed(1)).state).toBe("upstream-error");
  });
});

describe("curl", () => {
  it.skipIf(spawnSync("curl", ["--version"]).error !== undefined)(
    "speaks HTTP/2 through the proxy, signed by itself",
    async () => {
      const { authority, fixture, received } = await open((stream) => {
        stream.respond({ ":status": 200 });
        stream.end("hello curl");
      });
      const { spawn } = await import("node:child_process");
      const { testAuthority } = await import("../../support/proxy-fixture.ts");
      const { certificateFile } = await testAuthority("proxy");
      const child = spawn("curl", [
        ...["--silent", "--include", "--http2", "--proxy", `http://127.0.0.1:${fixture.proxy.port}`],
        ...[
          "--cacert",
          certificateFile,
          "--aws-sigv4",
          "aws:amz:us-east-1:kinesis",
          "--user",
          "AKIDEXAMPLE:secret",
        ],
        ...["--noproxy", "", "--data", "{}", `https://${authority}/x?b=2&a=1`],
      ]);
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
      await once(child, "close");
      expect(output).toContain("HTTP/2 200");
      expect(output).toContain("hello curl");
      const { request } = await fixture.observed(1);
      expect(request).toMatchObject({ httpVersion: "2", authority, target: "/x?b=2&a=1", method: "POST" });
      expect(received[0]?.slice(8)).toEqual(request.headers.flat());
    },
  );
});
