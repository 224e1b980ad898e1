// Uploads whose answers are there before the writing of their last bytes is reported, as with a fast upstream near by: each ends, and the
// next goes over the same connection.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { jsonLines } from "../support/piped-countersign.ts";
import type { RawClient } from "../support/proxy-client.ts";
import type { Script } from "../support/proxy-upstream.ts";
import type { WorkersFixture } from "../support/workers-fixture.ts";
import { workersFixture } from "../support/workers-fixture.ts";

const body = randomBytes(196_608).toString("base64");
const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const end = /\r\n\r\n/;
/** What each connection has received of the body of its request. */
const received = new WeakMap<object, number>();

/** Answers each upload the moment its last byte is there. */
const whole: Script = (connection, chunk) => {
  let bytes = (received.get(connection) ?? 0) + chunk.length;
  if (end.test(chunk.toString("latin1"))) bytes -= chunk.toString("latin1").search(end) + 4;
  if (bytes >= body.length) {
    bytes -= body.length;
    connection.socket.write(answer);
  }
  received.set(connection, bytes);
};

let fixture: WorkersFixture | null = null;
afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

async function upload(client: RawClient, count: number, port: number): Promise<number> {
  let ended = 0;
  for (let at = 1; at <= count; at += 1) {
    client.send(
      `PUT /${at} HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await client.until(new RegExp(`^[^]{${at * answer.length}}$`));
    ended += 1;
  }
  return ended;
}

describe("uploads answered at once", () => {
  it("all end, one behind another over the same connections", async () => {
    const run = await workersFixture(whole, ["--workers", "1", "--log", "log.jsonl"]);
    fixture = run;
    const clients = await Promise.all([run.client(), run.client()]);
    const ended = await Promise.all(clients.map((client) => upload(client, 40, run.upstream.port)));
    expect(ended).toEqual([40, 40]);
    await expect.poll(() => run.seen().length, { timeout: 10_000 }).toBe(80);
    expect(await run.end("SIGTERM")).toBe(0);
    const states = jsonLines(readFileSync(join(run.folder, "log.jsonl"), "utf8"))
      .filter(({ event }) => event === "examination")
      .map(({ exchange }) => (exchange as { readonly state: string }).state);
    expect(states).toEqual(Array.from({ length: 80 }, () => "complete"));
  }, 60_000);
});
