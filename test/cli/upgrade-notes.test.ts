import { describe, expect, it } from "vitest";
import { notesSince } from "../../src/cli/upgrade-notes.ts";
import { countersign } from "../support/piped-countersign.ts";

const changelog = `# Changelog

Words.

## 1.10.0 (2026-03-01)

- Ten.

## 1.9.0

- Nine.

## 1.9.0-beta.1

- Beta.

## 0.1.0

- First.
`;

describe("the notes since a version", () => {
  it("are the sections of everything newer, newest first", () => {
    expect(notesSince(changelog, "1.9.0", "1.10.0")).toBe("## 1.10.0 (2026-03-01)\n\n- Ten.");
    expect(notesSince(changelog, "1.9.0-beta.1", "1.10.0")).toBe(
      "## 1.10.0 (2026-03-01)\n\n- Ten.\n\n## 1.9.0\n\n- Nine.",
    );
    expect(notesSince(changelog, "v0.0.9", "1.10.0").match(/^## /gm)).toHaveLength(4);
  });

  it("are those of this version where none is named", () => {
    expect(notesSince(changelog, null, "1.9.0")).toBe("## 1.9.0\n\n- Nine.");
    expect(notesSince(changelog, null, "3.0.0")).toBe("No notes of 3.0.0.");
  });

  it("say that nothing is newer", () => {
    expect(notesSince(changelog, "1.10.0", "1.10.0")).toBe("Nothing newer than 1.10.0: this is 1.10.0.");
  });

  it("refuse what is no version", () => {
    expect(() => notesSince(changelog, "latest", "1.10.0")).toThrow('--since: "latest" is no version');
  });

  it("come from the changelog that the program carries", () => {
    const { status, stdout } = countersign(["upgrade-notes", "--since", "0.0.1"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^## 0\.1\.0/);
    expect(countersign(["upgrade-notes", "--since", "x"]).status).toBe(2);
  });
});
