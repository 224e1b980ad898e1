import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ownNames, writeBundle } from "../../src/evidence/bundle.ts";
import { bundleItems, openBundle } from "../../src/evidence/bundle-reader.ts";
import { atEpochMs, evidenceFile, keyPem, testFolder } from "../support/evidence.ts";

const folder = testFolder();
const options = {
  evidenceFile: evidenceFile(join(folder, "e.sqlite"), 2),
  output: join(folder, "b.bundle"),
  keyPem,
  version: "1.2.3",
  nowEpochMs: atEpochMs,
};

describe("a bundle", () => {
  it("holds the records, what was made of them and its own files, for its owner alone", () => {
    const { records, head } = writeBundle({
      ...options,
      entries: [
        { name: "exchanges.har", content: "{}" },
        { name: "report.html", content: Buffer.from("<p>") },
      ],
    });
    expect(records).toBe(4);
    expect(statSync(options.output).mode & 0o777).toBe(0o600);
    const bundle = openBundle(options.output);
    const names = bundle.files.map(({ name }) => name);
    expect([...names].sort()).toEqual([...ownNames, "exchanges.har", "report.html"].sort());
    expect([...bundleItems(bundle)].map((item) => item.kind === "exchange" && item.id)).toEqual([
      "run-0",
      "run-1",
    ]);
    bundle.close();
    expect(readFileSync(options.output, "latin1")).toContain(`Head of the chain ${head}`);
  });

  it("gives long bodies back, each by its hash", () => {
    const evidence = evidenceFile(join(folder, "long.sqlite"), 1, { keepBodies: "full", spoolAboveBytes: 8 });
    const output = join(folder, "long.bundle");
    writeBundle({ ...options, evidenceFile: evidence, output, entries: [] });
    const bundle = openBundle(output);
    const [item] = bundleItems(bundle);
    expect(item?.kind === "exchange" && item.response?.body).toEqual({
      kept: "text",
      text: '{"Items":[],"Count":0}',
      redacted: false,
    });
    bundle.close();
  });

  it("is written to a new file only, and takes no name that is its own or leads elsewhere", () => {
    expect(() => writeBundle({ ...options, entries: [] })).toThrow(
      expect.objectContaining({ code: "ERR_FILE_UNWRITABLE" }),
    );
    for (const name of ["manifest.json", "../x", "a/b", ""])
      expect(
        () => writeBundle({ ...options, output: join(folder, "c.bundle"), entries: [{ name, content: "" }] }),
        name,
      ).toThrow(expect.objectContaining({ code: "ERR_OPTION_INVALID" }));
  });
});
