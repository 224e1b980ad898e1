import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { openExportStream } from "../../src/cli/export-stream.ts";

describe("standard output as the place of an export", () => {
  it("takes bytes as they are", async () => {
    const stream = new PassThrough();
    const file = openExportStream("latin1", stream);
    await file.write("\0\xff");
    await file.finish();
    expect([...stream.read()]).toEqual([0, 255]);
    const text = new PassThrough();
    await openExportStream("utf8", text).write("ä");
    expect(text.read().toString("utf8")).toBe("ä");
  });

  it("is quiet when the reader has gone", async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    const file = openExportStream("utf8", stream);
    await file.write("a");
    await file.write("b");
    await expect(file.finish()).resolves.toBeUndefined();
  });
});
