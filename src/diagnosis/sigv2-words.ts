// What is said of a Version 2 signature beside the fault that it is of Version 2.
import type { Verdict } from "../sigv4/verify.ts";

/** One sentence: whether the Version 2 signature itself is right. */
export function legacyVerdictWords(verdict: Verdict): string {
  if (verdict === "valid")
    return "The Version 2 signature itself is right, so the key is good and only the version is wrong.";
  if (verdict === "mismatch") return "The Version 2 signature does not match either.";
  return "No secret is known for this key id, so whether the Version 2 signature is right cannot be said.";
}
