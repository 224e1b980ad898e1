// The three-way picture: what the client signed, what crossed the wire here, what the server read; leg by leg.
import { sha256Hex } from "../http/digest.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import { inputDifferences, shownDifference } from "./input-differences.ts";
import type { Change, RuleContext } from "./rule.ts";
import type { SignedTexts } from "./signed-texts.ts";

/** A place where the canonical request of one request is known. */
export type View = "client" | "wire" | "server";

/** One leg of a request's way, and what changed on it. */
export interface Leg {
  readonly from: View;
  readonly to: View;
  /** Null where only hashes could be compared and they differ. */
  readonly changes: readonly Change[] | null;
  /** Whether both ends are the same request. */
  readonly same: boolean;
}

/** The legs between the views that are known; empty where the wire is the only one. */
export function legs(context: RuleContext): readonly Leg[] {
  const { clientTexts, serverTexts, input, origin } = context;
  if (!clientTexts && (!serverTexts || origin !== "captured")) return [];
  const wire = origin === "captured" && input ? viewOf(input) : null;
  const known: { readonly view: View; readonly end: End }[] = [];
  if (clientTexts) known.push({ view: "client", end: clientTexts });
  if (wire) known.push({ view: "wire", end: wire });
  if (serverTexts) known.push({ view: "server", end: serverTexts });
  return known.slice(1).flatMap((to, index) => {
    const from = known[index];
    const leg = from && compared(from.end, to.end);
    return from && leg ? [{ from: from.view, to: to.view, ...leg }] : [];
  });
}

type End = Pick<SignedTexts, "input" | "canonicalRequestSha256Hex">;

function viewOf(input: CanonicalInput): End {
  return { input, canonicalRequestSha256Hex: sha256Hex(canonicalRequest(input)) };
}

function compared(from: End, to: End): Pick<Leg, "changes" | "same"> | null {
  if (from.input && to.input) {
    const changes = inputDifferences(from.input, to.input).map(shownDifference);
    return { changes, same: changes.length === 0 };
  }
  const hashes = [from.canonicalRequestSha256Hex, to.canonicalRequestSha256Hex];
  if (hashes.includes(null)) return null;
  const same = hashes[0] === hashes[1];
  return { changes: same ? [] : null, same };
}
