import { expect, it } from "vitest";
import { engineFindings } from "../../src/diagnosis/engine-findings.ts";

it("names what the engine itself concludes, each with words of its own", () => {
  expect(engineFindings.map(({ id, severity }) => [id, severity])).toEqual([
    ["mismatch-unexplained", "error"],
    ["second-opinion-disagrees", "warning"],
    ["proxy-altered-request", "error"],
    ["accepted-reading", "note"],
    ["changed-on-the-way", "error"],
    ["answer-differs-from-prediction", "warning"],
    ["signed-again", "note"],
    ["not-signed-again", "note"],
  ]);
  for (const { title, why, fix } of engineFindings)
    expect(Math.min(title.length, why.length, fix.length)).toBeGreaterThan(20);
});
