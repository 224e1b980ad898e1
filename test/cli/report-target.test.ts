import { describe, expect, it } from "vitest";
import { reportFileTargets, reportTarget } from "../../src/cli/report-target.ts";

describe("a report's target", () => {
  it("names its format, or ends in it", () => {
    expect(reportTarget("sarif=out/found.json")).toEqual({
      value: { format: "sarif", path: "out/found.json" },
    });
    const files = ["a.sarif", "a.sarif.json", "a.xml", "a.junit.xml", "a.har", "a.html", "a.md", "a.jsonl"];
    const formats = files.map((file) => {
      const read = reportTarget(file);
      return "value" in read ? read.value.format : read.wrong;
    });
    expect(formats).toEqual(["sarif", "sarif", "junit", "junit", "har", "html", "markdown", "jsonl"]);
  });

  it("is refused otherwise, with all that may be written", () => {
    for (const text of ["", "found.json", "pdf=x", "sarif=", "curl=x", "a\0.sarif"]) {
      expect(reportTarget(text)).toEqual({
        wrong:
          "write FORMAT=FILE with a format of har, jsonl, sarif, junit, markdown, html, ci=FOLDER for SARIF and JUnit at once, or a file that ends in .sarif, .xml, .har, .html, .md or .jsonl",
      });
    }
  });

  it("is both files of build servers for a folder", () => {
    const read = reportTarget("ci=out/reports");
    expect(read).toEqual({ value: { format: "ci", path: "out/reports" } });
    expect(reportFileTargets("value" in read ? [read.value, { format: "har", path: "x.har" }] : [])).toEqual([
      { format: "sarif", path: "out/reports/countersign.sarif" },
      { format: "junit", path: "out/reports/countersign.xml" },
      { format: "har", path: "x.har" },
    ]);
  });
});
