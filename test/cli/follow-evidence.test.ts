import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FollowEvidence } from "../../src/cli/follow-evidence.ts";
import { followEvidence } from "../../src/cli/follow-evidence.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import {
  atEpochMs,
  batchOf,
  emptyBatch,
  evidenceFile,
  exchangeOf,
  mismatchExchange,
  plainRequest,
  testFolder,
  writerOptions,
} from "../support/evidence.ts";

const folder = testFolder();

function followed(path: string, more: Partial<FollowEvidence> = {}) {
  const notes: string[] = [];
  const stop = new AbortController();
  const options = { follow: true, signal: stop.signal, bodies: false, pauseMs: 10, ...more };
  return { stop, notes, found: followEvidence(path, { ...options, note: (text) => notes.push(text) }) };
}

async function nextId(found: AsyncGenerator<{ examination: { id: string } }>): Promise<string> {
  const { value } = await found.next();
  return value.examination.id;
}

describe("followEvidence", () => {
  it("ends at the end of the file when it is not to follow", async () => {
    const path = evidenceFile(join(folder, "three.sqlite"), 3);
    const ids: string[] = [];
    for await (const { examination } of followed(path, { follow: false }).found) ids.push(examination.id);
    expect(ids).toEqual(["run-0", "run-1", "run-2"]);
    await expect(followed(join(folder, "none.sqlite"), { follow: false }).found.next()).rejects.toMatchObject(
      {
        code: "ERR_EVIDENCE_UNREADABLE",
      },
    );
  });

  it("waits for a file that is not there yet, then goes on with what is written, and says what is missing", async () => {
    const path = join(folder, "live.sqlite");
    const { found, stop, notes } = followed(path);
    const first = nextId(found);
    await new Promise((later) => setTimeout(later, 50));
    writeFileSync(path, "");
    const writer = openEvidenceWriter(writerOptions(path), atEpochMs);
    writer.write(batchOf(mismatchExchange("one")), atEpochMs);
    expect(await first).toBe("one");
    const second = nextId(found);
    const lost = {
      exchanges: 4,
      reason: "queue-full" as const,
      fromEpochMs: atEpochMs,
      untilEpochMs: atEpochMs,
    };
    writer.write({ ...emptyBatch, lost }, atEpochMs);
    await new Promise((later) => setTimeout(later, 50));
    writer.write(batchOf(mismatchExchange("two")), atEpochMs);
    expect(await second).toBe("two");
    expect(notes).toEqual(["4 requests passed that the evidence does not hold."]);
    const none = found.next();
    stop.abort();
    expect(await none).toEqual({ done: true, value: undefined });
    writer.close(atEpochMs);
  });

  it("reads bodies in files of their own only where they are asked for", async () => {
    const path = join(folder, "long.sqlite");
    const writer = openEvidenceWriter(
      writerOptions(path, { keepBodies: "full", spoolAboveBytes: 100 }),
      atEpochMs,
    );
    writer.write(batchOf(exchangeOf("long", plainRequest([], "x".repeat(500)))), atEpochMs);
    writer.close(atEpochMs);
    const bodies: (string | null)[] = [];
    for (const wanted of [false, true])
      for await (const { requestBody } of followed(path, { follow: false, bodies: wanted }).found)
        bodies.push(requestBody);
    expect(bodies).toEqual([null, "x".repeat(500)]);
  });

  it("gives up what is no evidence", async () => {
    const path = join(folder, "other.sqlite");
    writeFileSync(path, "no database");
    await expect(followed(path).found.next()).rejects.toMatchObject({ code: "ERR_EVIDENCE_UNREADABLE" });
  });
});
