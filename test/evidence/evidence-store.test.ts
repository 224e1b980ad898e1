import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openEvidenceReader } from "../../src/evidence/evidence-reader.ts";
import { openEvidenceStore } from "../../src/evidence/evidence-store.ts";
import { verifyEvidence } from "../../src/evidence/verify-evidence.ts";
import {
  correctRequest,
  exchangeOf,
  mismatchExchange,
  testFolder,
  writerOptions,
} from "../support/evidence.ts";

const folder = testFolder();

describe("the store", () => {
  it("writes in its thread what it is given, and closes the file", async () => {
    const path = join(folder, "a.sqlite");
    const warnings: string[] = [];
    const store = await openEvidenceStore({
      ...writerOptions(path),
      warn: (reason) => warnings.push(reason),
    });
    for (let at = 0; at < 150; at += 1) {
      const { examination, exchange } = mismatchExchange(`r-${at}`);
      store.opened({ id: exchange.id, receivedAtEpochMs: Date.now(), head: () => exchange.request });
      store.record(examination, exchange);
    }
    store.opened({ id: "gone", receivedAtEpochMs: 0, head: () => mismatchExchange("gone").exchange.request });
    store.forget("gone");
    store.lost(2, "capture-dropped");
    await store.close();
    expect(store.counts()).toEqual({ stored: 150, lost: 2 });
    expect(warnings).toEqual(["capture-dropped"]);
    expect(verifyEvidence(path)).toMatchObject({ holds: true, records: 153, underWay: 0 });
    const reader = openEvidenceReader(path);
    expect([...reader.items()].filter(({ kind }) => kind === "gap")).toMatchObject([
      { exchanges: 2, reason: "capture-dropped" },
    ]);
    reader.close();
  });

  it("notes how long an exchange took on the wire, however late it was examined", async () => {
    const path = join(folder, "took.sqlite");
    const store = await openEvidenceStore({ ...writerOptions(path), warn: () => undefined });
    const { examination, exchange } = mismatchExchange("late");
    const received = exchange.request.receivedAtEpochMs ?? 0;
    store.record(examination, { ...exchange, endedAtEpochMs: received + 17 });
    await store.close();
    const reader = openEvidenceReader(path);
    const times = [...reader.items()].map((item) => item.kind === "exchange" && item.timings.totalMs);
    reader.close();
    expect(times).toEqual([17]);
  });

  it("counts right exchanges beyond their rate in one gap, and takes every other", async () => {
    const path = join(folder, "c.sqlite");
    const options = { ...writerOptions(path), warn: () => undefined, rightPerSecond: 5 };
    const store = await openEvidenceStore(options);
    for (let at = 0; at < 40; at += 1) {
      const right = exchangeOf(`right-${at}`, correctRequest());
      store.record(right.examination, right.exchange);
      const wrong = mismatchExchange(`wrong-${at}`);
      store.record(wrong.examination, wrong.exchange);
    }
    await store.close();
    const { stored, lost } = store.counts();
    expect(stored + lost).toBe(80);
    expect(stored).toBeGreaterThanOrEqual(45);
    const reader = openEvidenceReader(path);
    const items = [...reader.items()];
    reader.close();
    const gaps = items.flatMap((item) => (item.kind === "gap" ? [item] : []));
    expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(["right-and-many"]));
    expect(gaps.reduce((sum, { exchanges }) => sum + exchanges, 0)).toBe(lost);
    expect(items.filter((item) => item.kind === "exchange" && item.id.startsWith("wrong"))).toHaveLength(40);
  });

  it("shows nothing as interrupted that it left out", async () => {
    const path = join(folder, "d.sqlite");
    const options = { ...writerOptions(path), warn: () => undefined, rightPerSecond: 1 };
    const store = await openEvidenceStore(options);
    const rights = Array.from({ length: 30 }, (_, at) => exchangeOf(`right-${at}`, correctRequest()));
    for (const { exchange } of rights)
      store.opened({ id: exchange.id, receivedAtEpochMs: 0, head: () => exchange.request });
    // Longer than a batch: all are written as under way.
    await new Promise((resolve) => setTimeout(resolve, 150));
    for (const { examination, exchange } of rights) store.record(examination, exchange);
    await store.close();
    expect(store.counts().lost).toBeGreaterThan(20);
    const reader = openEvidenceReader(path);
    const states = [...reader.items()].map((item) => (item.kind === "exchange" ? item.state : item.kind));
    reader.close();
    expect(states.filter((state) => state === "interrupted")).toEqual([]);
  });

  it("tells of a row only when it is in the file, many in one batch, and of none when its thread is gone", async () => {
    const path = join(folder, "rows.sqlite");
    const store = await openEvidenceStore({
      ...writerOptions(path, { strict: true }),
      warn: () => undefined,
    });
    const admitted = (id: string): Promise<boolean> =>
      new Promise((resolve) => {
        const { exchange } = mismatchExchange(id);
        const request = { id, receivedAtEpochMs: Date.now(), head: () => exchange.request };
        store.opened(request);
        store.admit(request, resolve);
      });
    expect(await admitted("first")).toBe(true);
    const rows = (): unknown[] => {
      const reader = openEvidenceReader(path);
      const ids = reader.database
        .prepare("SELECT id FROM under_way ORDER BY id")
        .all()
        .map(({ id }) => id);
      reader.close();
      return ids;
    };
    expect(rows()).toEqual(["first"]);
    expect(await Promise.all(["a", "b", "c"].map(admitted))).toEqual([true, true, true]);
    expect(rows()).toEqual(["a", "b", "c", "first"]);
    const { examination, exchange } = mismatchExchange("first");
    store.record(examination, exchange);
    store.forget("a");
    await store.close();
    expect(await admitted("late")).toBe(false);
    const reader = openEvidenceReader(path);
    const states = [...reader.items()].map((item) => (item.kind === "exchange" ? [item.id, item.state] : []));
    reader.close();
    expect(states).toEqual([
      ["first", "complete"],
      ["b", "interrupted"],
      ["c", "interrupted"],
    ]);
  });

  it("takes what comes after it was closed, and counts it as lost", async () => {
    const store = await openEvidenceStore({
      ...writerOptions(join(folder, "b.sqlite")),
      warn: () => undefined,
    });
    await store.close();
    const { examination, exchange } = mismatchExchange("late");
    store.record(examination, exchange);
    expect(store.counts()).toEqual({ stored: 0, lost: 1 });
  });

  it("refuses a place that cannot be written, with the writer's own code", async () => {
    const opening = openEvidenceStore({
      ...writerOptions(join(folder, "none", "x.sqlite")),
      warn: () => undefined,
    });
    await expect(opening).rejects.toMatchObject({ code: "ERR_FILE_UNWRITABLE" });
  });
});
