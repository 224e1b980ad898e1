// What `compare` says of two taps: a line for each request, what changed below it, where a failing signature was broken; and the same as JSON.
import type { Paint } from "./paint.ts";
import { clipped } from "./request-facts.ts";
import type { BrokenHop, TapComparison, TapEffect } from "./tap-comparison.ts";
import type { TapPair } from "./tap-pairs.ts";
import type { TapPlace } from "./tap-place.ts";
import { visibleBytes, visibleText } from "./visible-text.ts";

/** A pair as text of several lines; null for the comparison where the request was seen at one place alone. */
export function tapText(pair: TapPair, comparison: TapComparison | null, paint: Paint): string {
  const one = pair.before ?? pair.after;
  const name = one ? nameOf(one) : "";
  if (!comparison) return `${paint.yellow(pair.before ? "not behind it" : "only behind it")}  ${name}`;
  const changes = comparison.changes.map(({ part, before, after, signed, respelled }) =>
    [
      `    ${mark(signed, respelled, paint)}  ${visibleText(part)}`,
      `        before  ${shown(before)}`,
      `        after   ${shown(after)}`,
    ].join("\n"),
  );
  const { delayMs, brokenHop } = comparison;
  const delay = delayMs === null ? "" : `  ${delayMs} ms apart`;
  const hop = brokenHop === null ? "" : hopWords[brokenHop];
  return [
    `${effectWords(comparison, paint)}  ${name}${delay}`,
    ...changes,
    ...(hop === "" ? [] : [`    ${hop}`]),
  ].join("\n");
}

function mark(signed: boolean, respelled: boolean, paint: Paint): string {
  if (signed) return paint.red("signed  ");
  return respelled ? paint.yellow("respelt ") : paint.dim("unsigned");
}

function nameOf({ method, authority, id, answer }: TapPlace): string {
  const status = answer === null ? "" : ` → ${answer.status}`;
  return `${clipped(visibleText(`${method} ${authority} #${id}`), 120)}${status}`;
}

function shown(text: string | null): string {
  return text === null ? "(not there)" : clipped(visibleBytes(text).replaceAll("␠", " "), 400);
}

function effectWords({ effect, certainty, wrongBefore }: TapComparison, paint: Paint): string {
  switch (effect) {
    case "breaks":
      if (wrongBefore === true) return paint.yellow("signed bytes changed here");
      return paint.red(
        `the signature broke here${certainty === "proven" ? " (proven: it was right before)" : ""}`,
      );
    case "fits":
      return paint.green("changed, and the signature holds behind it");
    case "resigned":
      return paint.green("signed again here");
    case "harmless":
      return paint.green("changed, nothing signed");
    case "respelled":
      return paint.yellow("spelt otherwise; a signature of the path or value as sent breaks");
    case "unchanged":
      return paint.green("unchanged");
    case "unknown":
      return paint.yellow("changed; what was signed cannot be read");
  }
}

const hopWords: Readonly<Record<BrokenHop, string>> = {
  before: "the signature was wrong before the first tap: look at the client",
  between: "",
  behind: "refused: the server read another request than passed the second tap, so it was changed behind it",
  "before-or-key":
    "refused: the server read what passed the second tap, so it was signed wrong before the first tap, or with another secret than the server's",
  "behind-or-key":
    "refused, and right at the second tap: it was changed behind it, or the server's secret is another",
  key: "refused, and the server read what passed the second tap, where the signature is right: the server's secret is another",
  "not-between":
    "refused, and nothing signed changed here: it was broken before the first tap or behind the second, or the key is not the right one",
};

/** A pair as a line of JSON, schema `countersign.comparison/1`. */
export function tapJson(pair: TapPair, comparison: TapComparison | null): string {
  return JSON.stringify({
    schema: "countersign.comparison/1",
    before: pair.before && placeJson(pair.before),
    after: pair.after && placeJson(pair.after),
    ...(comparison ?? { ...alone, effect: pair.before ? "lost" : "added" }),
  });
}

const alone = {
  ...{ changes: [], notCompared: [], certainty: null },
  ...{ brokenHop: null, wrongBefore: null, delayMs: null },
};

function placeJson({ id, verdict, method, authority, answer }: TapPlace): object {
  return { id, verdict, method, authority, status: answer?.status ?? null };
}

/** How many requests had which effect, and which changes broke how many: `3 requests: 2 broke here (header range 2), 1 unchanged`. */
export function tapSummary(counts: TapCounts): string {
  const effects = [...counts.effects].map(
    ([effect, count]) => `${count} ${countWords[effect]}${partWords(effect, counts)}`,
  );
  const total = [...counts.effects.values()].reduce((sum, count) => sum + count, 0);
  return `${total} requests: ${effects.join(", ")}`;
}

/** Counts over many pairs. */
export interface TapCounts {
  readonly effects: Map<TapEffect | "lost" | "added", number>;
  /** Signed parts that changed. */
  readonly parts: Map<string, number>;
}

/** Counts one more pair. */
export function countTap(counts: TapCounts, pair: TapPair, comparison: TapComparison | null): void {
  const effect = comparison?.effect ?? (pair.before ? "lost" : "added");
  counts.effects.set(effect, (counts.effects.get(effect) ?? 0) + 1);
  if (effect !== "breaks") return;
  for (const { part, signed } of comparison?.changes ?? [])
    if (signed && (counts.parts.has(part) || counts.parts.size < mostParts))
      counts.parts.set(part, (counts.parts.get(part) ?? 0) + 1);
}

/** Names of headers come from the wire: no more than these are counted apart. */
const mostParts = 50;

const countWords: Readonly<Record<TapEffect | "lost" | "added", string>> = {
  ...{ breaks: "broke here", fits: "changed to what was signed", resigned: "signed again here" },
  ...{
    harmless: "changed without harm",
    respelled: "spelt otherwise",
    unchanged: "unchanged",
    unknown: "changed, cannot be told",
  },
  ...{ lost: "not behind it", added: "only behind it" },
};

function partWords(effect: string, { parts }: TapCounts): string {
  if (effect !== "breaks" || parts.size === 0) return "";
  const most = [...parts].sort(([, one], [, other]) => other - one).slice(0, 5);
  return ` (${most.map(([part, count]) => `${visibleText(part)} ${count}`).join(", ")})`;
}
