import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fallbackSettings } from "../../src/cli/options.ts";
import type { SessionEvidence } from "../../src/cli/session-evidence.ts";
import { errorKind, openSessionRecord } from "../../src/cli/session-record.ts";
import type { Examination } from "../../src/diagnosis/examination.ts";
import { mismatchExchange } from "../support/evidence.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { quietContext } from "../support/quiet-context.ts";

const folder = testFolder("record");

describe("the record of a session", () => {
  it("gives each examination its incident, and tells tally, log and command of it", async () => {
    const seen: Examination[] = [];
    const notes: string[] = [];
    const told: string[] = [];
    const dropped: string[] = [];
    const record = openSessionRecord(
      {
        settings: { ...fallbackSettings(), log: "log.jsonl" },
        context: quietContext(folder, folder),
        onExamination: (examination) => seen.push(examination),
        onNote: (text) => notes.push(text),
        underWay: { opened: () => undefined, dropped: (id) => dropped.push(id) },
      },
      { evidence: null, receivers: { record: (examination) => void told.push(examination.id) } },
    );
    for (const id of ["a-1", "b-1"]) {
      const { examination, exchange } = mismatchExchange(id);
      record.examined(examination, exchange);
    }
    record.failed("RangeError");
    record.failed("TypeError", "c-1");
    record.event({ level: "warn", event: "loop", message: "round", authority: "a:443" });
    record.event({ level: "debug", event: "tunnel", message: "quiet" });
    await record.close();
    expect(seen.map(({ incident }) => incident?.count)).toEqual([1, 2]);
    expect(told).toEqual(["a-1", "b-1"]);
    expect(record.tally.summary().requests).toBe(2);
    expect(dropped).toEqual(["c-1"]);
    expect(notes).toEqual([
      "a request could not be examined (RangeError): this is a bug in countersign",
      "a request could not be examined (TypeError): this is a bug in countersign",
      "round (a:443)",
    ]);
    const lines = readFileSync(join(folder, "log.jsonl"), "utf8").trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      ...["examination", "examination", "examination-failed", "examination-failed", "loop", "tunnel"],
    ]);
  });
});

describe("a command that fails on an examination", () => {
  it("takes nothing out of the evidence that is in it, and counts nothing as missed", () => {
    const recorded: string[] = [];
    const dropped: string[] = [];
    const notes: string[] = [];
    const evidence = {
      record: ({ id }: Examination) => recorded.push(id),
      underWay: { opened: () => undefined, dropped: (id: string) => dropped.push(id) },
    } as unknown as SessionEvidence;
    const { examination, exchange } = mismatchExchange("a-1");
    for (const kept of [evidence, null]) {
      const record = openSessionRecord(
        {
          settings: fallbackSettings(),
          context: quietContext(folder, folder),
          onExamination: () => {
            throw new RangeError("a bug");
          },
          onNote: (text) => notes.push(text),
          underWay: { opened: () => undefined, dropped: (id) => dropped.push(`page ${id}`) },
        },
        { evidence: kept, receivers: { record: () => undefined } },
      );
      record.examined(examination, exchange);
    }
    expect([recorded, dropped]).toEqual([["a-1"], ["page a-1"]]);
    expect(notes).toEqual(
      Array(2).fill("a request could not be examined (RangeError): this is a bug in countersign"),
    );
  });
});

describe("errorKind", () => {
  it("names an error, and never its text", () => {
    expect([errorKind(new TypeError("secret")), errorKind("secret")]).toEqual(["TypeError", "unknown error"]);
  });

  it("tells where the log cannot be opened again, and goes on", async () => {
    const notes: string[] = [];
    const record = openSessionRecord(
      {
        settings: { ...fallbackSettings(), log: "again.jsonl" },
        context: quietContext(folder, folder),
        onExamination: () => undefined,
        onNote: (text) => notes.push(text),
      },
      { evidence: null, receivers: { record: () => undefined } },
    );
    record.reopenLog();
    renameSync(join(folder, "again.jsonl"), join(folder, "moved.jsonl"));
    mkdirSync(join(folder, "again.jsonl"));
    record.reopenLog();
    expect(notes).toEqual([
      `the log goes on where it was: the log file ${join(folder, "again.jsonl")} cannot be written`,
    ]);
    await record.close();
  });
});
