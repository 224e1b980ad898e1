// Evidence on a disk that is full or may not be written, and in a program that is killed: the traffic goes on, and the file says what it lacks.
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { openEvidenceReader } from "../../src/evidence/evidence-reader.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import { verifyEvidence } from "../../src/evidence/verify-evidence.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { atEpochMs, batchOf, mismatchExchange, writerOptions } from "../support/evidence.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { sleep, tunnelClient, waitFor } from "../support/proxy-client.ts";
import type { Reachable } from "../support/session-client.ts";
import { sendThrough } from "../support/session-client.ts";
import type { SmallDisk } from "../support/small-disk.ts";
import { smallDisk } from "../support/small-disk.ts";
import { startedCountersign } from "../support/started-countersign.ts";

const probe = smallDisk(1);
probe?.close();
let disk: SmallDisk | null = null;
afterEach(() => {
  disk?.close();
  disk = null;
});

const mebibyte = 1_048_576;
const host = "sts.us-east-1.amazonaws.com";
const call = (): CapturedRequest =>
  signedExample({
    method: "POST",
    url: `https://${host}/`,
    service: "sts",
    headers: [["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"]],
    body: "Action=GetCallerIdentity&Version=2011-06-15",
    date: amzDate(Date.now()),
  }).request;

/** So many calls one after the other; the statuses that were not 200. */
async function calls(to: Reachable, count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let at = 0; at < count; at += 1) statuses.push((await sendThrough(to, call())).status);
  return statuses.filter((status) => status !== 200);
}

const kinds = (path: string): string[] => {
  const reader = openEvidenceReader(path);
  const all = [...reader.items()].map((item) =>
    item.kind === "gap" ? `gap ${item.reason} ${item.exchanges}` : item.kind,
  );
  reader.close();
  return all;
};

describe.skipIf(probe === null)("evidence on a small disk", () => {
  it("makes a gap of what does not fit once the disk is really full, and goes on when there is room", () => {
    disk = smallDisk(4);
    if (disk === null) throw new Error("no disk");
    const path = join(disk.folder, "a.sqlite");
    const writer = openEvidenceWriter(writerOptions(path), atEpochMs);
    expect(writer.write(batchOf(mismatchExchange("before")), atEpochMs).trouble).toBeNull();
    disk.fill();
    let lost = 0;
    // What SQLite has room for already is still taken.
    for (let at = 0; at < 600 && lost < 3; at += 1) {
      const now = atEpochMs + 2000 * (at + 1);
      const { trouble } = writer.write(batchOf(mismatchExchange(`full-${at}`)), now);
      if (trouble !== null) lost += 1;
      expect([null, "disk-full"]).toContain(trouble);
    }
    expect(lost).toBe(3);
    disk.empty();
    expect(writer.write(batchOf(mismatchExchange("behind")), atEpochMs + 10_000_000).trouble).toBeNull();
    writer.close(atEpochMs + 10_000_001);
    expect(verifyEvidence(path)).toMatchObject({ holds: true, problem: null });
    expect(kinds(path).filter((kind) => kind.startsWith("gap"))).toEqual(["gap disk-full 3"]);
  });

  it("is refused with a clear error where nothing may be written", () => {
    disk = smallDisk(4);
    disk?.readOnly();
    expect(() => openEvidenceWriter(writerOptions(join(disk?.folder ?? "", "a.sqlite")), atEpochMs)).toThrow(
      expect.objectContaining({ code: "ERR_FILE_UNWRITABLE" }),
    );
  });

  it("costs no request when the disk fills up under the program, and is told once", {
    timeout: 120_000,
  }, async () => {
    disk = smallDisk(320);
    if (disk === null) throw new Error("no disk");
    const path = join(disk.folder, "run.sqlite");
    const program = await startedCountersign(testFolder("disk"), ["--evidence", path]);
    expect(await calls(program, 5)).toEqual([]);
    // Less than countersign leaves free.
    disk.fill(100 * mebibyte);
    expect(await calls(program, 5)).toEqual([]);
    await sleep(1500);
    expect(await calls(program, 5)).toEqual([]);
    disk.empty();
    await sleep(1500);
    expect(await calls(program, 5)).toEqual([]);
    expect(await program.end("SIGTERM")).toBe(0);
    expect(program.said().match(/evidence is not kept at the moment/g)).toHaveLength(1);
    expect(verifyEvidence(path)).toMatchObject({ holds: true, problem: null });
    const stored = kinds(path);
    expect(stored.filter((kind) => kind === "exchange").length).toBeGreaterThanOrEqual(10);
    const gaps = stored.filter((kind) => kind.startsWith("gap disk-full "));
    const missing = gaps.reduce((sum, kind) => sum + Number(kind.split(" ")[2]), 0);
    expect(stored.filter((kind) => kind === "exchange").length + missing).toBe(20);
  });
});

describe("evidence of a program that is killed", () => {
  it("holds all but the last moment, and shows what was under way", { timeout: 120_000 }, async () => {
    const folder = testFolder("killed");
    const path = join(folder, "run.sqlite");
    const program = await startedCountersign(folder, ["--evidence", path]);
    expect(await calls(program, 30)).toEqual([]);
    const client = await tunnelClient({
      proxyPort: program.proxy.port,
      authority: `${host}:443`,
      servername: host,
      ca: program.certificateAuthority.certificatePem,
    });
    const half = call();
    const head = half.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    client.send(`POST ${half.target} HTTP/1.1\r\n${head}\r\nAction`);
    await sleep(500);
    expect(await program.end("SIGKILL")).toBe("SIGKILL");
    await waitFor(() => client.closed, "the client's connection to end");
    expect(verifyEvidence(path)).toMatchObject({ problem: null });
    const reader = openEvidenceReader(path);
    const states = [...reader.items()].map((item) => (item.kind === "exchange" ? item.state : item.kind));
    expect(reader.database.prepare("PRAGMA integrity_check").get()?.integrity_check).toBe("ok");
    reader.close();
    expect(states.filter((state) => state === "complete")).toHaveLength(30);
    expect(states.filter((state) => state === "interrupted")).toHaveLength(1);
  });
});
