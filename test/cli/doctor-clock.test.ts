import { createServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { clockState } from "../../src/cli/doctor-clock.ts";

const opened: Server[] = [];
afterAll(() => {
  for (const server of opened) server.close();
});

async function listening(server: Server): Promise<string> {
  opened.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function saying(words: Readonly<Record<string, string>>): Parameters<typeof clockState>[0] {
  return async ([name = ""]) => ({ status: name in words ? 0 : null, stdout: words[name] ?? "", stderr: "" });
}

describe("time services", () => {
  test.each<[string, Record<string, string>, boolean | null, string | null]>([
    ["timedatectl", { timedatectl: "NTPSynchronized=yes\n" }, true, "timedatectl"],
    ["timedatectl that is not synchronised", { timedatectl: "NTPSynchronized=no\n" }, false, "timedatectl"],
    ["chronyc", { chronyc: "Reference ID    : A29FC87B\nLeap status     : Normal\n" }, true, "chronyc"],
    [
      "chronyc that is not synchronised",
      { chronyc: "Leap status     : Not synchronised\n" },
      false,
      "chronyc",
    ],
    ["ntpq", { ntpq: "leap=00\n" }, true, "ntpq"],
    [
      "ntpq with an alarm",
      { ntpq: "associd=0 status=c016 leap_alarm\nleap=11, stratum=16\n" },
      false,
      "ntpq",
    ],
    ["none", {}, null, null],
    ["one that says something else", { timedatectl: "Failed to connect to bus" }, null, null],
  ])("%s", async (_, words, synchronised, source) => {
    expect(await clockState(saying(words), null)).toEqual({ synchronised, source, server: null });
  });
});

describe("a server's Date", () => {
  async function offset(date: string | null): Promise<number | null | undefined> {
    const server = createServer((_, answer) => {
      answer.sendDate = false;
      if (date !== null) answer.setHeader("date", date);
      answer.end();
    });
    return (await clockState(saying({}), await listening(server))).server?.offsetMs;
  }

  test("is compared with this clock", async () => {
    const found = (await offset(new Date(Date.now() + 600_000).toUTCString())) ?? 0;
    expect(found).toBeLessThan(-597_000);
    expect(found).toBeGreaterThan(-603_000);
  });

  test("without one, or without a server, nothing is known", async () => {
    expect(await offset(null)).toBeNull();
    expect((await clockState(saying({}), "http://127.0.0.1:1/")).server).toEqual({
      url: "http://127.0.0.1:1/",
      offsetMs: null,
    });
  });

  test("a server that never answers is left after a few seconds", async () => {
    const silent = createTcpServer(() => undefined);
    expect((await clockState(saying({}), await listening(silent))).server?.offsetMs).toBeNull();
  });
});
