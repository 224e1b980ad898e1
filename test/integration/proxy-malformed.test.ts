// Ten thousand malformed inputs, on the proxy port and inside tunnels: nothing may exit, reject, hang or leak.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RawClient } from "../support/proxy-client.ts";
import { waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";
import { answering, messageEnd } from "../support/proxy-upstream.ts";

const seed = 20_261_122;
let fixture: ProxyFixture;
const rejections: unknown[] = [];
const onRejection = (reason: unknown): void => void rejections.push(reason);

beforeAll(async () => {
  process.on("unhandledRejection", onRejection);
  process.on("uncaughtException", onRejection);
  fixture = await proxyFixture(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
});

afterAll(async () => {
  await fixture.close();
  process.removeListener("unhandledRejection", onRejection);
  process.removeListener("uncaughtException", onRejection);
});

/** A small generator with a seed (mulberry32): numbers from 0 up to, not including, the limit. */
function randomNumbers(start: number): (limit: number) => number {
  let state = start;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const pieces = [
  "\r",
  "\n",
  "\r\n",
  "\0",
  ":",
  " ",
  "\t",
  "\x0b",
  ",",
  ";",
  "\xff",
  "0",
  "chunked",
  "Content-Length: 5\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Host: other.test\r\n",
  "HTTP/1.1",
  "\r\n\r\n",
  "GET / HTTP/1.1\r\n",
];

/** One to three cuts, replacements, insertions or duplications of a text. */
function mutated(text: string, random: (limit: number) => number): string {
  let result = text;
  for (let round = random(3); round >= 0; round -= 1) {
    const at = random(result.length + 1);
    const length = random(8);
    const piece = pieces[random(pieces.length)] ?? "";
    const kinds = [
      () => result.slice(0, at) + result.slice(at + length),
      () => result.slice(0, at) + piece + result.slice(at + length),
      () => result.slice(0, at) + piece + result.slice(at),
      () => result.slice(0, at) + result.slice(at, at + 20) + result.slice(at),
      () => result.slice(0, at),
      () => result + result,
    ];
    result = kinds[random(kinds.length)]?.() ?? result;
  }
  return result;
}

function seeds(authority: string): string[] {
  return [
    `GET / HTTP/1.1\r\nHost: ${authority}\r\n\r\n`,
    `GET /a?b=c HTTP/1.1\r\nHost: ${authority}\r\nAuthorization: AWS4-HMAC-SHA256 x\r\nx-amz-date: d\r\n\r\n`,
    `PUT /k HTTP/1.1\r\nHost: ${authority}\r\nContent-Length: 5\r\n\r\nhello`,
    `PUT /k HTTP/1.1\r\nHost: ${authority}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    `POST / HTTP/1.1\r\nHost: ${authority}\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx`,
    `HEAD / HTTP/1.0\r\nHost: ${authority}\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: ${authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  ];
}

/** Sends one input on a fresh connection and gives it a moment; the connection is then closed from our side. */
async function attempt(client: RawClient, input: string): Promise<void> {
  client.send(input);
  const settledBy = performance.now() + 4;
  while (!client.closed && client.received === "" && performance.now() < settledBy) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.close();
}

async function inBatches(count: number, one: (index: number) => Promise<void>): Promise<void> {
  for (let index = 0; index < count; index += 25) {
    await Promise.all(
      Array.from({ length: Math.min(25, count - index) }, (_, offset) => one(index + offset)),
    );
  }
}

describe("malformed input", () => {
  it("on the proxy port is refused or carried, and nothing is left open", async () => {
    const random = randomNumbers(seed);
    const { authority } = fixture;
    const texts = [
      `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`,
      `GET http://${authority}/a HTTP/1.1\r\nHost: ${authority}\r\n\r\n`,
      ...seeds(authority),
    ];
    await inBatches(7000, async (index) => {
      const client = await fixture.plain();
      await attempt(client, mutated(texts[index % texts.length] ?? "", random));
    });
    expect(rejections).toEqual([]);
  }, 90_000);

  it("inside tunnels reaches the upstream only as whole requests that were sent, and nothing is left open", async () => {
    const random = randomNumbers(seed + 1);
    const texts = seeds(fixture.authority);
    fixture.upstream.connections.length = 0;
    await inBatches(600, async (index) => {
      const client = await fixture.tunnel();
      await attempt(
        client,
        Array.from({ length: 5 }, () => mutated(texts[index % texts.length] ?? "", random)).join(""),
      );
    });
    expect(rejections).toEqual([]);
    for (const { received } of fixture.upstream.connections) {
      const first = received.slice(0, messageEnd(received) ?? received.length);
      expect(first === "" || /^[A-Z]+ \S* HTTP\/1\.[01]\r\n/.test(first)).toBe(true);
      expect(first.split(/\r\nhost: /i).length).toBeLessThanOrEqual(2);
    }
  }, 90_000);

  it("leaves the proxy serving, with no socket of its own open", async () => {
    await waitFor(
      () => fixture.upstream.connections.every(({ closed }) => closed),
      "upstream connections to close",
      10_000,
    );
    const client = await fixture.tunnel();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await client.until(/ok$/);
    client.close();
    const start = performance.now();
    await fixture.proxy.close({ deadlineMs: 10_000 });
    expect(performance.now() - start).toBeLessThan(9000);
    expect(rejections).toEqual([]);
  });
});
