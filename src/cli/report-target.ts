// The value of --report: a format and a file, or a file whose ending names the format.
import type { Parsed } from "./option-values.ts";

/** Formats of many requests. */
export const reportFormats = ["har", "jsonl", "sarif", "junit", "markdown", "html"] as const;
/** A format of many requests. */
export type ReportFormat = (typeof reportFormats)[number];

/** A report to be written. */
export interface ReportTarget {
  readonly format: ReportFormat;
  readonly path: string;
}

const endings: readonly (readonly [ending: RegExp, format: ReportFormat])[] = [
  [/\.sarif(?:\.json)?$/i, "sarif"],
  [/\.(?:junit\.)?xml$/i, "junit"],
  [/\.har$/i, "har"],
  [/\.html?$/i, "html"],
  [/\.(?:md|markdown)$/i, "markdown"],
  [/\.(?:jsonl|ndjson)$/i, "jsonl"],
];

/** `sarif=FILE`, or a FILE that ends in .sarif, .xml, .har, .html, .md or .jsonl. */
export function reportTarget(text: string): Parsed<ReportTarget> {
  const named = /^([a-z]+)=(.+)$/s.exec(text);
  const format = reportFormats.find((one) => one === named?.[1]);
  if (format && named?.[2]) return { value: { format, path: named[2] } };
  const byEnding = endings.find(([ending]) => ending.test(text))?.[1];
  if (byEnding && !named && !text.includes("\0")) return { value: { format: byEnding, path: text } };
  return {
    wrong: `write FORMAT=FILE with a format of ${reportFormats.join(", ")}, or a file that ends in .sarif, .xml, .har, .html, .md or .jsonl`,
  };
}
