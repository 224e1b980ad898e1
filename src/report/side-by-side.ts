// A difference as two columns: what was sent on the left, what was signed on the right, equal lines beside each other.
import type { DiffLine } from "./canonical-diff.ts";
import { headerName } from "./canonical-diff.ts";

/** One row of two columns; a line that one side does not have is null there. */
export interface SideBySideRow {
  readonly changed: boolean;
  readonly sent: DiffLine | null;
  readonly signed: DiffLine | null;
}

/** The rows of a difference, in order. */
export function sideBySide(lines: readonly DiffLine[]): SideBySideRow[] {
  const rows: SideBySideRow[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    const next = lines[at + 1];
    if (!line) continue;
    if (line.kind === "same") rows.push({ changed: false, sent: line, signed: line });
    else if (line.kind === "signed") rows.push({ changed: true, sent: null, signed: line });
    else if (next?.kind === "signed" && isPair(line, next)) {
      rows.push({ changed: true, sent: line, signed: next });
      at += 1;
    } else rows.push({ changed: true, sent: line, signed: null });
  }
  return rows;
}

/** Lines that were compared with each other are of the same header, or of none; others only stand next to each other. */
function isPair(sent: DiffLine, signed: DiffLine): boolean {
  return headerName(textOf(sent)) === headerName(textOf(signed));
}

function textOf({ pieces }: DiffLine): string {
  return pieces.map(({ text }) => text).join("");
}
