import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openReportFiles } from "../../src/cli/report-files.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { examined } from "../support/examined.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("report-files");
const surroundings = { workingFolder: folder, version: "1.2.3", note: () => undefined };

describe("reports beside the normal output", () => {
  it("hold every examination when they are closed, in their order", async () => {
    const reports = openReportFiles(
      [
        { format: "junit", path: "a.xml" },
        { format: "jsonl", path: "a.jsonl" },
      ],
      surroundings,
    );
    const examination = await examined(
      signedExample({ url: "https://sts.amazonaws.com/", service: "sts" }),
      [],
    );
    for (const id of ["1", "2"]) reports.add({ ...examination, id });
    await new Promise((later) => setTimeout(later, 5));
    reports.add({ ...examination, id: "3" });
    await reports.close();
    expect(readFileSync(join(folder, "a.xml"), "utf8")).toContain('tests="3"');
    const lines = readFileSync(join(folder, "a.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(["1", "2", "3"]);
  });

  it("are whole without any request", async () => {
    const reports = openReportFiles([{ format: "sarif", path: "none.sarif" }], surroundings);
    await reports.close();
    expect(JSON.parse(readFileSync(join(folder, "none.sarif"), "utf8")).runs[0].results).toEqual([]);
  });

  it("are refused before anything runs, and leave nothing behind", () => {
    const before = readdirSync(folder);
    const targets = [
      { format: "har", path: "x.har" },
      { format: "har", path: "nowhere/x.har" },
    ] as const;
    expect(() => openReportFiles(targets, surroundings)).toThrow(
      expect.objectContaining({ code: "ERR_FILE_UNWRITABLE" }),
    );
    expect(readdirSync(folder)).toEqual(before);
  });
});
