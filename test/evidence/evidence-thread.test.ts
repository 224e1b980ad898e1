import { describe, expect, it } from "vitest";
import { builtWorkerFile } from "../../src/evidence/evidence-thread.ts";

describe("the writer's thread", () => {
  it("is the built one, also for a program that runs from its sources", () => {
    expect(builtWorkerFile("file:///a/src/evidence/evidence-thread.ts").href).toBe(
      "file:///a/dist/evidence/evidence-worker.js",
    );
    expect(builtWorkerFile("file:///a/dist/evidence/evidence-thread.js").href).toBe(
      "file:///a/dist/evidence/evidence-worker.js",
    );
  });
});
