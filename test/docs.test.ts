// The pages say only what is there: links lead somewhere, commands and options exist, tests that are named are present.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { catalogue } from "../src/diagnosis/catalogue.ts";
import { engineFindings } from "../src/diagnosis/engine-findings.ts";
import { contentTypeChanged } from "../src/diagnosis/findings/content-type-changed.ts";
import { examinationText } from "../src/report/examination-text.ts";
import { plainPaint } from "../src/report/paint.ts";
import { examined } from "./support/examined.ts";
import { shellCommands } from "./support/shell-commands.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .map((path) => `docs/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".md")),
];

function text(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Whether a test file, or a file of cases, declares something of this name. */
function namesTest(file: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return (
    name !== "" &&
    new RegExp(`(?:(?:it|test|describe)\\b.*\\(\\s*|\\)\\(\\s*|"name": )["'\`]${escaped}`).test(file)
  );
}

describe("the pages", () => {
  it("are all there", () => {
    for (const page of [
      "README.md",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "SECURITY.md",
      "docs/architecture.md",
    ]) {
      expect(pages).toContain(page);
    }
  });

  it.each(pages)("link only to files that exist: %s", (page) => {
    const links = [...text(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((found) => found[1] ?? "");
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  it.each([
    ["docs/threat-model.md", 50],
    ["docs/transparency.md", 14],
    ["docs/limits.md", 20],
  ])("name a test that exists in every row: %s", (page, atLeast) => {
    const rows = text(page)
      .split("\n")
      .filter((line) => /^\| (?!threat|what \||limit \||---)/.test(line));
    const gone = rows.filter((row) => {
      const [, file = "", name = ""] = / \| `(test\/[^`]+)`: (\S.*) \|$/.exec(row) ?? [];
      return !existsSync(join(root, file)) || !namesTest(text(file), name);
    });
    expect(rows.length).toBeGreaterThan(atLeast);
    expect(gone).toEqual([]);
  });

  it("cover the threats of this release, M1 to M7", () => {
    const heads = [...text("docs/threat-model.md").matchAll(/^## (M\d)\./gm)].map((found) => found[1]);
    expect(heads).toEqual(["M1", "M2", "M3", "M4", "M5", "M6", "M7"]);
  });

  it("use npm scripts that exist", () => {
    const { scripts } = JSON.parse(text("package.json"));
    const used = pages.flatMap((page) =>
      [...text(page).matchAll(/npm run ([\w:]+)/g)].map((found) => found[1] ?? ""),
    );
    expect([...new Set(used)].filter((script) => !(script in scripts))).toEqual([]);
  });

  it("use options and commands that --help knows", () => {
    const help = text("docs/cli.md");
    const examples = ["README.md", "SECURITY.md"].flatMap((page) => [
      ...text(page).matchAll(/countersign ((?:start|run|explain|env|endpoint|rules|ca|demo)\b[^\n`]*)/g),
    ]);
    expect(examples.length).toBeGreaterThan(10);
    for (const [, words = ""] of examples) {
      const own = words.split(" -- ")[0] ?? "";
      for (const [option] of own.matchAll(/--[a-z][a-z-]+/g)) expect(help, words).toContain(option);
    }
  });

  it.each(pages.filter((page) => page !== "docs/cli.md"))("show commands that can be typed: %s", (page) => {
    const sections = new Map(
      text("docs/cli.md")
        .split(/^## countersign /m)
        .map((section) => [/^[a-z-]+/.exec(section)?.[0] ?? "", section]),
    );
    const typed = shellCommands(text(page)).flatMap((line) => [
      ...line.matchAll(/(?:^|[|;&(] ?|exec |npx )countersign ([a-z-]+)((?: '[^']*'| "[^"]*"|[^|;&)])*)/g),
    ]);
    for (const [line, name = "", rest = ""] of typed) {
      const section = sections.get(name);
      expect(section, line).toBeDefined();
      const own = rest.split(" -- ")[0]?.replaceAll(/'[^']*'/g, "") ?? "";
      for (const [, option = ""] of own.matchAll(/ (--[a-z][a-z-]*)/g))
        expect(section, line).toMatch(new RegExp(`^ +(?:-\\w, )?${option}\\b`, "m"));
    }
  });

  it("have one page for each finding and none besides", () => {
    const ids = [...catalogue, ...engineFindings].map(({ id }) => `docs/findings/${id}.md`);
    const written = pages.filter((page) => page.startsWith("docs/findings/") && !page.endsWith("/README.md"));
    expect(written.sort()).toEqual(ids.sort());
  });

  it("number the decisions without a gap, title and file name alike", () => {
    const decisions = pages.filter((page) => page.startsWith("docs/decisions/")).sort();
    decisions.forEach((page, index) => {
      expect(page).toMatch(
        new RegExp(`^docs/decisions/${String(index + 1).padStart(4, "0")}-[a-z0-9-]+\\.md$`),
      );
      expect(text(page)).toMatch(new RegExp(`^# ${index + 1}\\. `));
    });
    expect(decisions.length).toBeGreaterThan(5);
  });

  it("show no secret, no whole signature and no path of the machine they were written on", () => {
    for (const page of pages) {
      expect(text(page), page).not.toMatch(/[^0-9a-z]Signature=[0-9a-f]{64}/);
      expect(text(page).replaceAll("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""), page).not.toMatch(
        /\/(?:root|work|tmp)\//,
      );
      expect(text(page), page).not.toContain("TODO");
    }
  });
});

describe("the README's example", () => {
  it("is what the program says, line by line", async () => {
    const readme = text("README.md");
    const start = readme.indexOf("mismatch      PUT");
    const shown = readme.slice(start, readme.indexOf("```", start)).trimEnd().split("\n");
    const examination = await examined(contentTypeChanged.example());
    const said = examinationText(examination, plainPaint)
      .split("\n")
      .map((line) => line.trimEnd());
    expect(start).toBeGreaterThan(0);
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.filter((line) => line.trim() !== "…" && !said.includes(line))).toEqual([]);
  });
});
