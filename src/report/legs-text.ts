// The three-way picture for people: client, wire, server, and what changed on each leg.
import type { Leg } from "../diagnosis/legs.ts";
import type { Paint } from "./paint.ts";
import type { Redaction } from "./redaction.ts";
import { visibleText } from "./visible-text.ts";

const longest = 160;

/** One block of indented lines; empty where only the wire is known. */
export function legsText(legs: readonly Leg[], redaction: Redaction, paint: Paint): string {
  const lines = legs.flatMap((leg) => {
    const head = `${leg.from} → ${leg.to}`;
    if (leg.same) return [`${head}: the same request`];
    if (!leg.changes) return [`${head}: another request (only its hash is known)`];
    return leg.changes.map(
      ({ part, from, to }) => `${head}: ${part} ${quoted(from, redaction)} → ${quoted(to, redaction)}`,
    );
  });
  return lines
    .map((line, index) => `    ${paint.dim((index === 0 ? "legs" : "").padEnd(12))}${line}`)
    .join("\n");
}

function quoted(text: string, redaction: Redaction): string {
  const shown = visibleText(redaction.text(text));
  return `"${shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown}"`;
}
