// The words of an Authorization header: which are misspelled, and what they were meant for.
import { ecdsaAlgorithm, hmacAlgorithm } from "../sigv4/terms.ts";

const componentNames = ["Credential", "SignedHeaders", "Signature"] as const;

/** A word as sent and as it was meant. */
export interface Misspelling {
  readonly sent: string;
  readonly meant: string;
}

/** Component names one or two letters off, or in another letter case, in an Authorization value. */
export function misspelledComponents(authorization: string): Misspelling[] {
  const names = authorization
    .slice(0, 4096)
    .split(/[\s,]+/)
    .filter((token) => token.indexOf("=") > 0)
    .map((token) => token.slice(0, token.indexOf("=")));
  return componentNames
    .filter((meant) => !names.includes(meant))
    .flatMap((meant) =>
      names
        .filter((sent) => isNear(sent, meant, 2))
        .slice(0, 1)
        .map((sent) => ({ sent, meant })),
    );
}

/** The algorithm a misspelled one was meant for, or null when it is right or another thing altogether (SigV3, a bearer token). */
export function misspelledAlgorithm(algorithm: string): Misspelling | null {
  if (algorithm === hmacAlgorithm || algorithm === ecdsaAlgorithm || /^AWS3/i.test(algorithm)) return null;
  // Tokens and hashes that there are: somebody chose them.
  if (/-(?:PAYLOAD|TRAILER)$|-SHA(?:1|224|384|512)$/.test(algorithm)) return null;
  const meant = isNear(algorithm, hmacAlgorithm, 3)
    ? hmacAlgorithm
    : isNear(algorithm, ecdsaAlgorithm, 3)
      ? ecdsaAlgorithm
      : null;
  return meant === null ? null : { sent: algorithm, meant };
}

function isNear(sent: string, meant: string, letters: number): boolean {
  if (Math.abs(sent.length - meant.length) > letters) return false;
  return sent.toLowerCase() === meant.toLowerCase() || editDistance(sent, meant) <= letters;
}

/** Letters to insert, remove or replace between two short words (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
