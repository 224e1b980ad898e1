// A bundle of a file that a run still writes to.
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { writeBundle } from "../../src/evidence/bundle.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import type * as Tar from "../../src/evidence/tar.ts";
import { verifyBundle } from "../../src/evidence/verify-bundle.ts";
import {
  atEpochMs,
  batchOf,
  keyPem,
  mismatchExchange,
  testFolder,
  writerOptions,
} from "../support/evidence.ts";

/** Runs when the records are in the bundle and the signatures are not yet. */
const between = vi.hoisted(() => ({ step: (): void => undefined }));
vi.mock("../../src/evidence/tar.ts", async (original) => {
  const tar = await original<typeof Tar>();
  const tarHeader: typeof Tar.tarHeader = (name, bytes) => {
    if (name === "exchanges.jsonl" && bytes > 0) between.step();
    return tar.tarHeader(name, bytes);
  };
  return { ...tar, tarHeader };
});

it("a bundle holds records and signatures of one moment", () => {
  const folder = testFolder();
  const path = join(folder, "live.sqlite");
  const output = join(folder, "live.bundle");
  const writer = openEvidenceWriter(writerOptions(path), atEpochMs);
  writer.write(batchOf(mismatchExchange("r-1")), atEpochMs);
  const signed = vi.fn(() => {
    // The head is signed again after a minute.
    writer.write(batchOf(mismatchExchange("r-2")), atEpochMs + 120_000);
  });
  between.step = signed;
  const made = { evidenceFile: path, output, entries: [], keyPem, version: "1.2.3", nowEpochMs: atEpochMs };
  expect(writeBundle(made).records).toBe(2);
  expect(signed).toHaveBeenCalledTimes(1);
  between.step = () => undefined;
  expect(verifyBundle(output)).toMatchObject({ holds: true, records: 2 });
  writer.close(atEpochMs);
});
