import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { catalogue } from "../../src/diagnosis/catalogue.ts";
import { examined } from "../support/examined.ts";

const mine = new Set(readFileSync("/tmp/f2/mine.txt", "utf8").trim().split(/\s+/));
for (const rule of catalogue) {
  if (!mine.has(rule.id)) continue;
  it(rule.id, async () => {
    const e = await examined(rule.example());
    const errors = e.findings.filter((f) => f.severity === "error").map((f) => f.rule + ":" + f.certainty);
    console.log(
      rule.id,
      e.verdict,
      JSON.stringify(e.causes),
      JSON.stringify(errors),
      JSON.stringify(e.findings.filter((f) => f.severity !== "error").map((f) => f.rule)),
      "tried",
      e.search?.tried,
      e.search?.milliseconds,
      JSON.stringify(e.findings.map((f) => f.evidence["alsoPossible"]).filter(Boolean)),
    );
    expect(e.causes).toEqual([rule.id]);
    expect(e.findings.filter((f) => f.severity === "error").map((f) => f.rule)).toEqual([rule.id]);
  });
}
