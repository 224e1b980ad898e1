import { expect, it } from "vitest";
import { matrixPage, onDiagonal } from "../../src/report/matrix-page.ts";

const own = { id: "host-port", causes: ["host-port"], declared: [], others: [], certainty: "proven" };

it("puts a row on the diagonal when its own finding is the only one", () => {
  expect(onDiagonal(own)).toBe(true);
  expect(onDiagonal({ ...own, causes: [] })).toBe(true);
  expect(onDiagonal({ ...own, causes: ["host-port", "host-case"] })).toBe(false);
  expect(onDiagonal({ ...own, others: ["host-case"] })).toBe(false);
  expect(onDiagonal({ ...own, certainty: null, causes: [] })).toBe(false);
});

it("shows every example and every kind of correct request, and counts what lies beside the diagonal", () => {
  const rows = [own, { ...own, id: "host-case", others: ["host-port"] }];
  const page = matrixPage(rows, [{ kind: "presigned", requests: 10, valid: 10, findings: 0 }]);
  expect(page).toContain("2 examples: 1 yield their own finding alone. 1 rows lie beside the diagonal.");
  expect(page).toContain("| [host-case](findings/host-case.md) | host-port | proven |  | host-port |");
  expect(page).toContain("| presigned | 10 | 10 | 0 |");
  expect(matrixPage([own], [])).toContain("Nothing lies beside the diagonal.");
});
