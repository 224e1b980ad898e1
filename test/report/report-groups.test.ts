import { beforeAll, describe, expect, it } from "vitest";
import type { ExaminationJson } from "../../src/report/examination-json.ts";
import { gatheredReport } from "../../src/report/report-groups.ts";
import { ruleSample, validSample } from "../support/examination-samples.ts";

describe("a gathered report", () => {
  let mismatch: ExaminationJson;
  let valid: ExaminationJson;

  beforeAll(async () => {
    mismatch = await ruleSample("host-port");
    valid = await validSample("v");
  });

  it("counts, and tells what fails alike once, failures before warnings", async () => {
    const warned: ExaminationJson = {
      ...valid,
      findings: mismatch.findings.map((one) => ({ ...one, severity: "warning" })),
    };
    const later = { ...mismatch, id: "later", time: "2026-01-02T04:00:00.000Z" };
    const report = await gatheredReport([valid, warned, mismatch, later]);
    expect(report.requests).toBe(4);
    expect([...report.verdicts]).toEqual([
      ["valid", 2],
      ["mismatch", 2],
    ]);
    expect([...report.standings]).toEqual([
      ["passed", 1],
      ["warned", 1],
      ["failed", 2],
    ]);
    expect(
      report.groups.map(({ standing, count, ids, lastTime }) => [standing, count, ids, lastTime]),
    ).toEqual([
      ["failed", 2, ["host-port", "later"], "2026-01-02T04:00:00.000Z"],
      ["warned", 1, ["v"], "2026-01-02T03:04:05.000Z"],
    ]);
  });

  it("keeps failures of other hosts, methods and keys apart", async () => {
    const other = { ...mismatch, request: { ...mismatch.request, authority: "other" } };
    const method = { ...mismatch, request: { ...mismatch.request, method: "PUT" } };
    expect((await gatheredReport([mismatch, other, method])).groups).toHaveLength(3);
  });

  it("is bounded, and says how many requests it has no room for", async () => {
    const many = Array.from({ length: 1500 }, (_, at) => ({
      ...mismatch,
      request: { ...mismatch.request, authority: `h${at}` },
    }));
    const report = await gatheredReport(many);
    expect(report.groups).toHaveLength(200);
    expect(report.requestsNotShown).toBe(1300);
    expect(report.rows).toHaveLength(1000);
  });
});
