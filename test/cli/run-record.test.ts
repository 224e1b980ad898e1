import { expect, test } from "vitest";
import type { RunRecordOptions } from "../../src/cli/run-record.ts";
import { openRunRecord } from "../../src/cli/run-record.ts";
import type { Examination } from "../../src/diagnosis/examination.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { plainPaint } from "../../src/report/paint.ts";
import { examined } from "../support/examined.ts";

interface Told {
  readonly out: string[];
  readonly err: string[];
}

function opened(changes: Partial<RunRecordOptions> = {}): {
  told: Told;
  record: ReturnType<typeof openRunRecord>;
} {
  const told: Told = { out: [], err: [] };
  const output = {
    out: (text: string) => void told.out.push(text),
    err: (text: string) => void told.err.push(text),
    keptUp: () => Promise.resolve(),
  };
  return { told, record: openRunRecord({ json: true, paint: plainPaint, output, ...changes }) };
}

function right(): Promise<Examination> {
  return examined(signedExample({ url: "https://s3.us-east-1.amazonaws.com/bucket/key" }));
}

function wrong(region: string): Promise<Examination> {
  return examined(signedExample({ url: "https://s3.us-east-1.amazonaws.com/bucket/key", region }));
}

test("the record of a run: it holds JSON lines back until it is told to tell", async () => {
  const { told, record } = opened();
  record.add(await right());
  record.add(await right());
  expect(told).toEqual({ out: [], err: [] });
  expect(record.requests()).toBe(2);
  await record.tell();
  expect(told.out).toHaveLength(2);
  expect(JSON.parse(told.out[0] ?? "")).toMatchObject({
    schema: "countersign.examination/1",
    verdict: "valid",
  });
  expect(told.err).toEqual(["countersign: 2 requests: 2 valid; no cause of failure found"]);
});

test("the record of a run: it shortens signatures", async () => {
  const { told, record } = opened();
  const examination = await right();
  record.add(examination);
  await record.tell();
  const signature = examination.reading.kind === "read" ? examination.reading.envelope.providedSignature : "";
  expect(signature).toMatch(/^[0-9a-f]{64}$/);
  expect(told.out[0]).not.toContain(signature);
});

async function lineLength(examination: Examination): Promise<number> {
  const { told, record } = opened();
  record.add(examination);
  await record.tell();
  return (told.out[0] ?? "").length;
}

test("the record of a run: it writes early when more is held than the limit, in order", async () => {
  const examination = await right();
  const { told, record } = opened({ heldLimit: (await lineLength(examination)) * 2.5 });
  for (const index of [0, 1]) record.add({ ...examination, index });
  await new Promise((turn) => setImmediate(turn));
  expect(told.out).toHaveLength(0);
  record.add({ ...examination, index: 2 });
  await new Promise((turn) => setImmediate(turn));
  expect(told.out).toHaveLength(3);
  record.add({ ...examination, index: 3 });
  await record.tell();
  expect(told.out.map((line) => JSON.parse(line).index)).toEqual([0, 1, 2, 3]);
  expect(told.err[0]).toBe(
    "countersign: many requests: their JSON lines are written while the command still runs.",
  );
});

test("the record of a run: it counts what is lost when nobody reads, and holds no more than double the limit", async () => {
  let letGo = (): void => undefined;
  const stalled = new Promise<void>((resolve) => (letGo = resolve));
  const out: string[] = [];
  const err: string[] = [];
  const output = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    keptUp: () => stalled,
  };
  const examination = await right();
  const heldLimit = (await lineLength(examination)) * 2;
  const { record } = opened({ heldLimit, output });
  for (let index = 0; index < 10; index += 1) record.add(examination);
  letGo();
  await record.tell();
  const [lost = ""] = err.filter((text) => text.includes("lost"));
  expect(lost).toMatch(/^\d+ JSON lines were lost: nobody read standard output while the command ran\.$/);
  expect(out.length + Number.parseInt(lost, 10)).toBe(10);
  expect(out.length).toBeGreaterThanOrEqual(4);
});

test("the record of a run: for people it tells each kind of failure once, with its number, and nothing of what is right", async () => {
  const { told, record } = opened({ json: false });
  record.add(await right());
  record.add(await wrong("eu-west-1"));
  record.add(await wrong("eu-west-1"));
  await record.tell();
  expect(told.out).toEqual([]);
  expect(told.err).toHaveLength(2);
  expect(told.err[0]).toContain("scope-region-wrong");
  expect(told.err[0]).toContain("(2 requests like this one)");
  expect(told.err[1]).toMatch(/^countersign: 3 requests: 3 valid\n +2 × scope-region-wrong$/);
});

test("the record of a run: without requests it tells nothing", async () => {
  const { told, record } = opened();
  await record.tell();
  expect(told).toEqual({ out: [], err: [] });
});
