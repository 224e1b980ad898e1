import { describe, expect, it } from "vitest";
import { demoCases } from "../../src/cli/demo-cases.ts";
import { catalogue } from "../../src/diagnosis/catalogue.ts";

describe("demo cases", () => {
  it("begin with the correct requests and have at least eight broken in different ways", () => {
    const cases = demoCases({ curl: false });
    const firstBroken = cases.findIndex(({ causes }) => causes.length > 0);
    expect(cases.slice(firstBroken).every(({ causes }) => causes.length > 0)).toBe(true);
    expect(new Set(cases.flatMap(({ causes }) => causes)).size).toBeGreaterThanOrEqual(8);
  });
  it("add curl's where curl can sign", () => {
    expect(demoCases({ curl: false }).some(({ signer }) => signer.startsWith("curl"))).toBe(false);
    expect(demoCases({ curl: true }).filter(({ signer }) => signer.startsWith("curl")).length).toBe(2);
  });
  it("name causes that the catalogue has", () => {
    const ids = new Set(catalogue.map(({ id }) => id));
    for (const { causes } of demoCases({ curl: true }))
      for (const cause of causes) expect(ids.has(cause)).toBe(true);
  });
});
