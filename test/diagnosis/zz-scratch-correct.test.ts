import { expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { examined } from "../support/examined.ts";
import { knockKnock } from "./zz-list.ts";

it("none", async () => {
  for (const recipe of knockKnock) {
    const e = await examined(signedExample(recipe));
    if (e.verdict !== "valid" || e.findings.length)
      console.log(
        "FOUND",
        JSON.stringify(recipe).slice(0, 200),
        e.verdict,
        JSON.stringify(e.findings.map((f) => [f.rule, f.severity, f.detail])),
      );
    expect(e.verdict).toBe("valid");
    expect(e.findings.filter((f) => f.severity !== "note")).toEqual([]);
  }
});
