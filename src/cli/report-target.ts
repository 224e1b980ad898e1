// The value of --report: a format and a file, or a file whose ending names the format.
import type { Parsed } from "./option-values.ts";

/** Formats of many requests. */
export const reportFormats = ["har", "jsonl", "sarif", "junit", "markdown", "html"] as const;
/** A format of many requests. */
export type ReportFormat = (typeof reportFormats)[number];

/** A report to be written; `ci` stands for a folder with both reports that build servers read. */
export interface ReportTarget {
  readonly format: ReportFormat | "ci";
  readonly path: string;
}

/** A report that is one file. */
export interface ReportFileTarget {
  readonly format: ReportFormat;
  readonly path: string;
}

/** The files of all targets: a `ci` folder gets countersign.sarif and countersign.xml (JUnit). */
export function reportFileTargets(targets: readonly ReportTarget[]): readonly ReportFileTarget[] {
  return targets.flatMap(({ format, path }): readonly ReportFileTarget[] => {
    if (format !== "ci") return [{ format, path }];
    return [
      { format: "sarif", path: `${path}/countersign.sarif` },
      { format: "junit", path: `${path}/countersign.xml` },
    ];
  });
}

const endings: readonly (readonly [ending: RegExp, format: ReportFormat])[] = [
  [/\.sarif(?:\.json)?$/i, "sarif"],
  [/\.(?:junit\.)?xml$/i, "junit"],
  [/\.har$/i, "har"],
  [/\.html?$/i, "html"],
  [/\.(?:md|markdown)$/i, "markdown"],
  [/\.(?:jsonl|ndjson)$/i, "jsonl"],
];

/** `sarif=FILE`, `ci=FOLDER`, or a FILE that ends in .sarif, .xml, .har, .html, .md or .jsonl. */
export function reportTarget(text: string): Parsed<ReportTarget> {
  const named = /^([a-z]+)=(.+)$/s.exec(text);
  const format = [...reportFormats, "ci" as const].find((one) => one === named?.[1]);
  if (format && named?.[2]) return { value: { format, path: named[2] } };
  const byEnding = endings.find(([ending]) => ending.test(text))?.[1];
  if (byEnding && !named && !text.includes("\0")) return { value: { format: byEnding, path: text } };
  return {
    wrong: `write FORMAT=FILE with a format of ${reportFormats.join(", ")}, ci=FOLDER for SARIF and JUnit at once, or a file that ends in .sarif, .xml, .har, .html, .md or .jsonl`,
  };
}
