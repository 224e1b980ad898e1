import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fallbackSettings } from "../../src/cli/options.ts";
import { openSessionScript } from "../../src/cli/session-script.ts";
import { mismatchExchange, testFolder } from "../support/evidence.ts";

const folder = testFolder();

function options(script: string | null, notes: string[] = []): Parameters<typeof openSessionScript>[0] {
  return {
    settings: { ...fallbackSettings(), script },
    context: { environment: {}, workingFolder: folder, home: folder, version: "0" } as never,
    onExamination: () => undefined,
    onNote: (text) => notes.push(text),
  };
}

describe("the script of a session", () => {
  it("is not there unless it is asked for", async () => {
    expect(await openSessionScript(options(null))).toBeNull();
    await expect(openSessionScript(options("gone.mjs"))).rejects.toMatchObject({
      code: "ERR_FILE_UNREADABLE",
      message: "there is no script gone.mjs",
    });
  });

  it("of types is refused, with the way out, by a Node that reads none", async () => {
    await expect(openSessionScript(options("own.ts"), false)).rejects.toMatchObject({
      code: "ERR_OPTION_INVALID",
      hint: "use Node.js 22.18 or newer, or write the script as .mjs with types in comments",
    });
  });

  it("does what docs/scripting.md shows", async () => {
    const page = readFileSync(fileURLToPath(new URL("../../docs/scripting.md", import.meta.url)), "utf8");
    const [, example = ""] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
    const written = join(folder, "mismatches.txt");
    writeFileSync(join(folder, "own.mjs"), example.replace('"mismatches.txt"', JSON.stringify(written)));
    const notes: string[] = [];
    const script = await openSessionScript(options("own.mjs", notes));
    script?.record(mismatchExchange("x-1").examination);
    await script?.close();
    expect(readFileSync(written, "utf8")).toBe("PUT examplebucket.s3.us-east-1.amazonaws.com: \n");
    expect(notes.filter((note) => !note.startsWith("script: not as predicted: x-1 "))).toEqual([]);
  });
});
