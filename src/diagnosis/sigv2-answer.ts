// S3's own string to sign of Version 2, as its answer shows it, held against another one line by line.
import { shownHeaderValue } from "./shown-values.ts";

const names = ["method", "Content-MD5", "Content-Type", "Date"];

/** Whether a text is a Version 2 string to sign: a method, three lines that may be empty, and a resource at the end. */
export function looksLikeSigv2Text(text: string): boolean {
  return /^[A-Z]{3,10}\n[^\n]*\n[^\n]*\n[^\n]*\n(?:[^\n]+\n)*\/[^\n]*\n?$/.test(text.slice(0, 64 * 1024));
}

/** What differs, in words: `Content-Type ("" here, "text/plain" there)`. Values of secret headers are left out. */
export function sigv2Differences(here: string, there: string): string[] {
  const [own, other] = [here.trimEnd().split("\n"), there.trimEnd().split("\n")];
  const differences = names.flatMap((name, index) => difference(name, own[index] ?? "", other[index] ?? ""));
  const [ownHeaders, otherHeaders] = [headerLines(own), headerLines(other)];
  for (const name of new Set([...ownHeaders.keys(), ...otherHeaders.keys()])) {
    const [a, b] = [ownHeaders.get(name), otherHeaders.get(name)];
    differences.push(...difference(name, shown(name, a), shown(name, b), a === b));
  }
  return [...differences, ...difference("resource", own.at(-1) ?? "", other.at(-1) ?? "")];
}

function difference(name: string, here: string, there: string, equal: boolean = here === there): string[] {
  return equal ? [] : [`${name} ("${here.slice(0, 300)}" here, "${there.slice(0, 300)}" there)`];
}

function headerLines(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.slice(4, -1).map((line) => {
      const colon = line.indexOf(":");
      return colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1)];
    }),
  );
}

function shown(name: string, value: string | undefined): string {
  return value === undefined ? "absent" : shownHeaderValue(name.toLowerCase(), value);
}
