import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "countersign-build-"));

beforeAll(() => {
  cpSync(join(root, "tools"), join(project, "tools"), { recursive: true });
  for (const file of ["tsconfig.json", "tsconfig.build.json"]) cpSync(join(root, file), join(project, file));
  mkdirSync(join(project, "node_modules"));
  for (const name of ["typescript", "@types", "undici-types"]) {
    symlinkSync(join(root, "node_modules", name), join(project, "node_modules", name));
  }
  mkdirSync(join(project, "src/web"), { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(project, "src/main.ts"),
    'import { one } from "./one.ts";\nprocess.stdout.write(one);\n',
  );
  writeFileSync(join(project, "src/one.ts"), 'export const one: string = "1";\n');
  writeFileSync(join(project, "src/web/page.html"), "<p>");
});

afterAll(() => rmSync(project, { recursive: true }));

function build(): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [join(project, "tools/build.mjs")], { encoding: "utf8" });
}

describe("the build", () => {
  it("makes a program that runs, and copies what the compiler leaves alone", () => {
    expect(build()).toMatchObject({ status: 0, stderr: "" });
    expect(spawnSync(process.execPath, [join(project, "dist/main.js")], { encoding: "utf8" }).stdout).toBe(
      "1",
    );
    expect(statSync(join(project, "dist/main.js")).mode & 0o111).toBe(0o111);
    expect(existsSync(join(project, "dist/web/page.html"))).toBe(true);
  });

  it("does nothing when nothing changed", () => {
    const before = statSync(join(project, "dist/one.js")).mtimeMs;
    expect(build().status).toBe(0);
    expect(statSync(join(project, "dist/one.js")).mtimeMs).toBe(before);
  });

  it("makes again what was deleted, and removes what lost its source", () => {
    rmSync(join(project, "dist/one.js"));
    writeFileSync(join(project, "dist/gone.js"), "");
    expect(build().status).toBe(0);
    expect(existsSync(join(project, "dist/one.js"))).toBe(true);
    expect(existsSync(join(project, "dist/gone.js"))).toBe(false);
  });

  it("fails and says why when the types do not hold, every time", () => {
    writeFileSync(join(project, "src/one.ts"), "export const one: string = 1;\n");
    for (let time = 0; time < 2; time += 1) {
      expect(build()).toMatchObject({
        status: 1,
        stderr: expect.stringContaining("src/one.ts(1,14): error TS2322"),
      });
    }
  });
});
