// Standard output as the place of an export: bytes as they are, at the reader's pace, quiet when the reader has gone.
import type { ExportFile } from "./export-file.ts";

/** Opens a stream (standard output, unless given) for an export. */
export function openExportStream(
  encoding: "utf8" | "latin1",
  stream: NodeJS.WritableStream = process.stdout,
): ExportFile {
  let gone = false;
  // A reader that leaves early (head, less) wants no more: that is no failure.
  stream.on("error", () => (gone = true));
  return {
    write: (text) =>
      new Promise((wrote) => {
        if (gone) wrote();
        else stream.write(Buffer.from(text, encoding), () => wrote());
      }),
    finish: async () => undefined,
    abandon: () => undefined,
  };
}
