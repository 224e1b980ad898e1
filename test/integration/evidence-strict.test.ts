// --evidence-strict: a request goes on only when its row is on the disk. A disk that is really full, one that fails, and the default
// beside it, where traffic never depends on evidence.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, test } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { openEvidenceReader } from "../../src/evidence/evidence-reader.ts";
import type { EvidenceStore } from "../../src/evidence/evidence-store.ts";
import { openEvidenceStore } from "../../src/evidence/evidence-store.ts";
import { verifyEvidence } from "../../src/evidence/verify-evidence.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { exchangeOf, testFolder, writerOptions } from "../support/evidence.ts";
import { sleep, waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";
import type { Reachable } from "../support/session-client.ts";
import { sendThrough } from "../support/session-client.ts";
import type { SmallDisk } from "../support/small-disk.ts";
import { smallDisk } from "../support/small-disk.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";
import { startedCountersign } from "../support/started-countersign.ts";

const probe = smallDisk(1);
probe?.close();
let disk: SmallDisk | null = null;
let fixture: ProxyFixture | null = null;

afterEach(async () => {
  disk?.close();
  disk = null;
  await fixture?.close();
  fixture = null;
});

const call = (): CapturedRequest =>
  signedExample({
    method: "POST",
    url: "https://sts.us-east-1.amazonaws.com/",
    service: "sts",
    headers: [["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"]],
    body: "Action=GetCallerIdentity&Version=2011-06-15",
    date: amzDate(Date.now()),
  }).request;

/** Calls one after the other: statuses, and the longest that one took, in milliseconds. */
async function calls(to: Reachable, count: number): Promise<{ statuses: Set<number>; longestMs: number }> {
  const statuses = new Set<number>();
  let longestMs = 0;
  for (let at = 0; at < count; at += 1) {
    const began = performance.now();
    statuses.add((await sendThrough(to, call())).status);
    longestMs = Math.max(longestMs, performance.now() - began);
  }
  return { statuses, longestMs };
}

function states(path: string): string[] {
  const reader = openEvidenceReader(path);
  const found = [...reader.items()].map((item) => (item.kind === "gap" ? `gap ${item.reason}` : item.state));
  reader.close();
  return found;
}

describe.skipIf(probe === null)("strict evidence on a disk that fills up", () => {
  it("answers 503 within a second, sends nothing on, and goes on when there is room", {
    timeout: 120_000,
  }, async () => {
    disk = smallDisk(320);
    if (disk === null) throw new Error("no disk");
    const path = join(disk.folder, "run.sqlite");
    const program = await startedCountersign(testFolder(), ["--evidence", path, "--evidence-strict"]);
    expect((await calls(program, 5)).statuses).toEqual(new Set([200]));
    // Less than countersign leaves free.
    disk.fill(100 * 1_048_576);
    const refused = await calls(program, 5);
    expect(refused.statuses).toEqual(new Set([503]));
    expect(refused.longestMs).toBeLessThan(1000);
    disk.empty();
    await sleep(1500);
    expect((await calls(program, 5)).statuses).toEqual(new Set([200]));
    expect(await program.end("SIGTERM")).toBe(0);
    expect(program.said()).toContain("evidence is not kept at the moment (the disk is full)");
    expect(program.said()).toContain("requests are answered with 503");
    expect(verifyEvidence(path)).toMatchObject({ holds: true, problem: null });
    // None was answered by AWS that is not here.
    expect(states(path).filter((state) => state === "complete")).toHaveLength(10);
    expect(states(path).filter((state) => state.startsWith("gap"))).not.toContain("gap right-and-many");
  });
});

test("strict evidence is kept by one process, and that is said", { timeout: 60_000 }, async () => {
  const folder = testFolder();
  const own = ["--port", "0", "--certs", join(folder, "certs"), "--no-default-credentials"];
  const ended = await spawnCountersign(["run", ...own, "--workers", "2", "--evidence-strict", "--", "true"], {
    workingFolder: folder,
  });
  expect(ended.status).toBe(0);
  expect(ended.stderr).toContain("--evidence-strict answers from one process: --workers is left out");
});

/** Everything that came upstream. */
function received({ upstream }: ProxyFixture): string {
  return upstream.connections.map((connection) => connection.received).join("");
}

/** A proxy whose evidence goes to a disk that fails while PATH.eio is there. */
async function onFailingDisk(
  path: string,
  strict: boolean,
): Promise<{ store: EvidenceStore; open: ProxyFixture }> {
  const store = await openEvidenceStore({
    ...writerOptions(path, { strict }),
    warn: () => undefined,
    workerFile: new URL("../support/evidence-eio.mjs", import.meta.url),
  });
  const open = await proxyFixture(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), {
    underWay: { opened: store.opened, dropped: store.forget },
    gate: strict
      ? (request, then) => store.admit(request, (kept) => then(kept ? null : "no evidence"))
      : null,
    observer: (exchange) => {
      const { examination } = exchangeOf(exchange.id, exchange.request);
      store.record({ ...examination, id: exchange.id }, exchange);
    },
  });
  fixture = open;
  return { store, open };
}

async function status({ tunnel, authority }: ProxyFixture): Promise<{ status: string; ms: number }> {
  const client = await tunnel();
  const began = performance.now();
  client.send(`GET / HTTP/1.1\r\nHost: ${authority}\r\nConnection: close\r\n\r\n`);
  await client.until(/\r\n\r\n/);
  return { status: client.received.slice(9, 12), ms: performance.now() - began };
}

describe("evidence on a disk that fails", () => {
  it("strict: answers 503 within a second, and 200 when it works again", async () => {
    const path = join(testFolder(), "strict.sqlite");
    const { store, open } = await onFailingDisk(path, true);
    expect((await status(open)).status).toBe("200");
    // The row was there before the answer: the exchange itself is written later.
    await waitFor(() => store.counts().stored === 1, "the exchange to be written");
    writeFileSync(`${path}.eio`, "");
    const passed = received(open);
    for (let at = 0; at < 3; at += 1) {
      const refused = await status(open);
      expect(refused.status).toBe("503");
      expect(refused.ms).toBeLessThan(1000);
    }
    expect(received(open)).toBe(passed);
    rmSync(`${path}.eio`);
    await sleep(1200);
    expect((await status(open)).status).toBe("200");
    await waitFor(() => store.counts().stored === 2, "the exchange to be written");
    await store.close();
    expect(verifyEvidence(path)).toMatchObject({ holds: true, problem: null, underWay: 0 });
    expect(states(path).filter((state) => state === "complete")).toHaveLength(2);
    expect(states(path)).toContain("gap input-output-error");
  });

  it("default: every request has its answer, and a gap says what is missing", async () => {
    const path = join(testFolder(), "default.sqlite");
    const { store, open } = await onFailingDisk(path, false);
    writeFileSync(`${path}.eio`, "");
    for (let at = 0; at < 3; at += 1) expect((await status(open)).status).toBe("200");
    await waitFor(() => store.counts().lost === 3, "three to be lost");
    rmSync(`${path}.eio`);
    await sleep(1200);
    expect((await status(open)).status).toBe("200");
    await waitFor(() => store.counts().stored === 1, "the exchange to be written");
    await store.close();
    expect(verifyEvidence(path)).toMatchObject({ holds: true, problem: null, underWay: 0 });
    expect(states(path)).toContain("gap input-output-error");
  });
});
