// What two taps and one tap say of the requests of a test: comparisons and examinations by the name that each request carries.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exampleIni } from "./http-files.ts";
import { countersign, jsonLines } from "./piped-countersign.ts";

/** The line of one request that was seen at both places. */
export interface ComparedCase {
  readonly effect: string;
  readonly certainty: string | null;
  readonly brokenHop: string | null;
  readonly delayMs: number | null;
  /** `signed path`, `unsigned header via`, … */
  readonly changes: readonly string[];
}

/** What one tap says. */
export interface ExaminedCase {
  readonly verdict: string;
  readonly causes: readonly string[];
  /** Of the first cause. */
  readonly certainty: string | null;
}

interface Line {
  readonly id: string;
  readonly schema?: string;
  readonly verdict: string;
  readonly causes: readonly string[];
  readonly findings: readonly { readonly rule: string; readonly certainty: string }[];
  readonly request: { readonly headers: readonly (readonly [string, string])[] };
}

/** The header that names a request of a test; no signature covers it, and no middlebox touches it. */
const caseHeader = "user-agent";

function caseOf(line: Line): string {
  return line.request.headers.find(([name]) => name.toLowerCase() === caseHeader)?.[1] ?? "";
}

/** Compares two captures of a folder without any secret; by the name of the request. */
export function comparedCases(
  folder: string,
  before: string,
  after: string,
): ReadonlyMap<string, ComparedCase> {
  const names = new Map(logLines(folder, "a.jsonl").map((line) => [line.id, caseOf(line)]));
  const ran = countersign(["compare", "--json", "--no-default-credentials", before, after], {
    workingFolder: folder,
  });
  if (ran.status === 2 || ran.status === null) throw new Error(`compare failed: ${ran.stderr}`);
  const compared = jsonLines(ran.stdout) as unknown as readonly (Omit<ComparedCase, "changes"> & {
    readonly before: { readonly id: string } | null;
    readonly changes: readonly { part: string; signed: boolean; respelled: boolean }[];
  })[];
  return new Map(
    compared.map(({ before: first, effect, certainty, brokenHop, delayMs, changes }) => {
      const shown = changes.map(
        ({ part, signed, respelled }) => `${signed ? "signed" : respelled ? "respelt" : "unsigned"} ${part}`,
      );
      return [names.get(first?.id ?? "") ?? "", { effect, certainty, brokenHop, delayMs, changes: shown }];
    }),
  );
}

/** Examines what the place behind the middlebox got, with the secret, as one who has that capture alone. */
export function examinedCases(folder: string, file: string): ReadonlyMap<string, ExaminedCase> {
  writeFileSync(join(folder, "example.ini"), exampleIni);
  const known = ["--no-default-credentials", "--credentials", "example.ini"];
  const ran = countersign(["explain", "--json", ...known, file], { workingFolder: folder });
  return casesOf(jsonLines(ran.stdout) as unknown as readonly Line[]);
}

/** What a tap said itself, in its log. */
export function loggedCases(folder: string, name: string): ReadonlyMap<string, ExaminedCase> {
  return casesOf(logLines(folder, name));
}

function logLines(folder: string, name: string): readonly Line[] {
  const lines = jsonLines(readFileSync(join(folder, name), "utf8")) as unknown as readonly Line[];
  return lines.filter(({ schema }) => schema === "countersign.examination/1");
}

function casesOf(lines: readonly Line[]): ReadonlyMap<string, ExaminedCase> {
  return new Map(
    lines.map((line) => {
      const { verdict, causes, findings } = line;
      const certainty = findings.find(({ rule }) => rule === causes[0])?.certainty ?? null;
      return [caseOf(line), { verdict, causes, certainty }];
    }),
  );
}
