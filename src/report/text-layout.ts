// Plain text in columns: a word in front, its paragraph beside it, lines broken at blanks.
import type { Paint } from "./paint.ts";

const width = 100;
const labelWidth = 12;

/** Labelled paragraphs, one below the other; empty ones are left out. */
export function rows(entries: readonly (readonly [label: string, text: string])[], paint: Paint): string {
  return entries
    .filter(([, text]) => text !== "")
    .map(([label, text]) => {
      const body = paragraph(text, " ".repeat(labelWidth + 4));
      return `    ${paint.dim(label.padEnd(labelWidth))}${body.slice(labelWidth + 4)}`;
    })
    .join("\n");
}

/** A text broken at blanks to the width of a page, every line behind the same indent; words too long stay whole. */
export function paragraph(text: string, indent: string): string {
  return text
    .split("\n")
    .flatMap((line) => broken(line, width - indent.length))
    .map((line) => `${indent}${line}`.trimEnd())
    .join("\n");
}

function broken(line: string, room: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current !== "" && current.length + 1 + word.length > room) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
