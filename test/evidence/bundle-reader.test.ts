import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  bundleLines,
  bytesAt,
  openBundle,
  recordLine,
  sha256Of,
  smallFile,
  startsAsBundle,
} from "../../src/evidence/bundle-reader.ts";
import { tarEnd, tarHeader, tarPadding } from "../../src/evidence/tar.ts";
import { testFolder } from "../support/evidence.ts";

const folder = testFolder();

function container(text: string): string {
  const path = join(folder, "b");
  writeFileSync(
    path,
    Buffer.concat([tarHeader("facts.json", text.length), Buffer.from(text), tarPadding(text.length), tarEnd]),
  );
  return path;
}

describe("a bundle's files", () => {
  it("are read by name, whole or line by line", () => {
    const bundle = openBundle(container("one\ntwo\n"));
    expect(bundle.spoiltAt).toBeNull();
    expect(smallFile(bundle, "facts.json", 100)?.toString()).toBe("one\ntwo\n");
    expect(smallFile(bundle, "facts.json", 3)).toBeNull();
    expect([...bundleLines(bundle, "facts.json")]).toEqual(["one", "two"]);
    expect(bytesAt(bundle.fd, 512, 3).toString()).toBe("one");
    const [file] = bundle.files;
    expect(file && sha256Of(bundle, file)).toBe(
      "c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8",
    );
    bundle.close();
  });

  it("are refused where they have no end, and where the file is no bundle", () => {
    const bundle = openBundle(container("one\ntwo"));
    expect(() => [...bundleLines(bundle, "facts.json")]).toThrow(
      expect.objectContaining({ code: "ERR_EVIDENCE_UNREADABLE" }),
    );
    expect(() => [...bundleLines(bundle, "other")]).toThrow(
      expect.objectContaining({ code: "ERR_EVIDENCE_UNREADABLE" }),
    );
    bundle.close();
    writeFileSync(join(folder, "c"), "nothing");
    expect(() => openBundle(join(folder, "c"))).toThrow(
      expect.objectContaining({ code: "ERR_EVIDENCE_UNREADABLE" }),
    );
    expect(() => openBundle(join(folder, "none"))).toThrow(
      expect.objectContaining({ code: "ERR_FILE_UNREADABLE" }),
    );
    expect(startsAsBundle(tarHeader("facts.json", 1))).toBe(true);
    expect(startsAsBundle(Buffer.alloc(512))).toBe(false);
  });

  it("have lines of one form alone", () => {
    const hash = "a".repeat(64);
    expect(recordLine(`{"hash":"${hash}","kind":"note","record":{"a":1},"sequence":7}`)).toEqual({
      hash,
      kind: "note",
      record: '{"a":1}',
      sequence: 7,
    });
    for (const line of [
      "",
      "{}",
      `{"hash":"${hash}","kind":"note","record":{},"sequence":07}`,
      ` {"hash":"${hash}","kind":"note","record":{},"sequence":7}`,
    ])
      expect(recordLine(line), line).toBeNull();
  });
});
