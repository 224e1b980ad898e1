// One request at two places, before and behind a middlebox: what changed between them, and whether that broke the signature. No secret is
// needed: what was signed is built of the bytes at both places.
import type { TapChange } from "./tap-changes.ts";
import { tapChanges } from "./tap-changes.ts";
import type { TapPlace } from "./tap-place.ts";
import { isResigned } from "./tap-place.ts";

/** What the way between the two places did to a request. */
export interface TapComparison {
  readonly changes: readonly TapChange[];
  /** Parts that both have and that redaction keeps from being compared. */
  readonly notCompared: readonly string[];
  readonly effect: TapEffect;
  /** `proven`: a secret shows the signature right before. `observed`: signed bytes changed. Null for every effect but `breaks`. */
  readonly certainty: "proven" | "observed" | null;
  readonly brokenHop: BrokenHop | null;
  /** True where the signature was wrong before the first place already; null where no secret tells. */
  readonly wrongBefore: boolean | null;
  /** From the first place to the second, in milliseconds; null where a capture tells no time. */
  readonly delayMs: number | null;
}

/**
 * `breaks`: signed bytes changed. `respelled`: they are spelt otherwise, which breaks signers alone that sign what they send. `fits`: they changed, and the signature holds behind it. `resigned`: another signature. `harmless`: only
 * what no signature covers changed. `unknown`: something changed, and nothing tells what was signed.
 */
export type TapEffect = "unchanged" | "harmless" | "respelled" | "breaks" | "fits" | "resigned" | "unknown";

/**
 * Where a signature that fails was broken. `not-between`: before the first tap or behind the second. `before-or-key`: the server read what
 * passed the second tap. `key`: and it was right there, so that the server's secret is another.
 */
export type BrokenHop =
  | "before"
  | "between"
  | "behind"
  | "before-or-key"
  | "behind-or-key"
  | "key"
  | "not-between";

/** Compares one request at two places. */
export function tapComparison(before: TapPlace, after: TapPlace): TapComparison {
  const { changes, notCompared } = tapChanges(before, after);
  const wrongBefore = before.verdict === "mismatch" ? true : before.verdict === "valid" ? false : null;
  const effect = effectOf(before, after, changes);
  const [from, to] = [before.timeEpochMs, after.timeEpochMs];
  return {
    ...{ changes, notCompared, effect, wrongBefore },
    certainty: effect !== "breaks" ? null : wrongBefore === false ? "proven" : "observed",
    brokenHop: hopOf(before, after, effect),
    delayMs: from === null || to === null ? null : to - from,
  };
}

function effectOf(before: TapPlace, after: TapPlace, changes: readonly TapChange[]): TapEffect {
  if (changes.length === 0) return "unchanged";
  if (isResigned(before, after)) return "resigned";
  if (before.signed === null) return "unknown";
  const holds = holdsBehind(before, after);
  if (changes.some(({ signed }) => signed)) return holds ? "fits" : "breaks";
  return !holds && changes.some(({ respelled }) => respelled) ? "respelled" : "harmless";
}

/** By a secret, or by the answer: a server that takes the request has checked it, or checks no signature. */
function holdsBehind(before: TapPlace, after: TapPlace): boolean {
  if (after.verdict === "valid") return true;
  const answer = after.answer ?? before.answer;
  const open = before.verdict !== "valid" && after.verdict !== "mismatch";
  return open && answer !== null && answer.status >= 200 && answer.status < 400;
}

function hopOf(before: TapPlace, after: TapPlace, effect: TapEffect): BrokenHop | null {
  if (effect === "fits" || effect === "resigned") return null;
  if (before.verdict === "mismatch") return "before";
  if (effect === "breaks") return "between";
  const answer = after.answer ?? before.answer;
  if (!answer?.refused || effect === "respelled") return null;
  const same = after.serverReadTheSame;
  if (same === false) return "behind";
  const right = after.verdict === "valid" || before.verdict === "valid";
  if (same === true) return right ? "key" : "before-or-key";
  return right ? "behind-or-key" : "not-between";
}
