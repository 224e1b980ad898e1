import type { ExportResult } from "@opentelemetry/core";
import { describe, expect, it } from "vitest";
import { boundedExport } from "../../src/telemetry/bounded-export.ts";

function stubborn(): {
  exporter: Parameters<typeof boundedExport<number>>[0];
  answer: (result: ExportResult) => void;
} {
  let told: ((result: ExportResult) => void) | null = null;
  return {
    exporter: {
      export: (_records, callback) => {
        told = callback;
      },
      shutdown: async () => undefined,
    },
    answer: (result) => told?.(result),
  };
}

describe("a bounded export", () => {
  it("takes so many records, and counts those beyond", () => {
    const { exporter, answer } = stubborn();
    const bounded = boundedExport(exporter, () => undefined, 2);
    expect([bounded.admits(), bounded.admits(), bounded.admits()]).toEqual([true, true, false]);
    expect([bounded.pending(), bounded.lost()]).toEqual([2, 1]);
    bounded.exporter.export([1, 2], () => undefined);
    expect(bounded.admits()).toBe(false);
    answer({ code: 0 });
    expect([bounded.pending(), bounded.lost(), bounded.admits()]).toEqual([0, 2, true]);
  });

  it("counts what the collector did not take, and tells once until it takes again", () => {
    const { exporter, answer } = stubborn();
    const told: (string | undefined)[] = [];
    const bounded = boundedExport(exporter, (error) => told.push(error?.message));
    for (const code of [1, 1, 0, 1]) {
      bounded.admits();
      bounded.exporter.export([1], () => undefined);
      answer({ code, error: new Error(`code ${code}`) });
    }
    expect(bounded.lost()).toBe(3);
    expect(told).toEqual(["code 1", "code 1"]);
  });
});
