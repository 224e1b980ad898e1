// Two suppositions about one request joined into one, where they do not touch: parts, header lines, names in the list.
import type { CanonicalHeader } from "../sigv4/canonical-headers.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";

/** Two sets of changed parts as one; null when both change the same part, except for different header values. */
export function joinedRequest(
  base: CanonicalInput,
  one: Partial<CanonicalInput>,
  two: Partial<CanonicalInput>,
): Partial<CanonicalInput> | null {
  let apart = true;
  for (const part in one) {
    if (!(part in two)) continue;
    if (part !== "headers" && part !== "signedHeaders") return null;
    apart = false;
  }
  if (apart) return { ...one, ...two };
  const headers = mergedHeaders(base.headers, one.headers ?? base.headers, two.headers ?? base.headers);
  const signedHeaders = mergedNames(
    base.signedHeaders,
    one.signedHeaders ?? base.signedHeaders,
    two.signedHeaders ?? base.signedHeaders,
  );
  return headers && signedHeaders && { ...one, ...two, headers, signedHeaders };
}

/** Both changes of header lines in one list: values of different headers, or lines taken out of the list; else null. */
function mergedHeaders(
  base: readonly CanonicalHeader[],
  one: readonly CanonicalHeader[],
  two: readonly CanonicalHeader[],
): readonly CanonicalHeader[] | null {
  if (one === base) return two;
  if (two === base) return one;
  const first = changesOf(base, one);
  const second = changesOf(base, two);
  if (first && second) return lineByLine(base, first, second);
  if (second && isReordered(base, one)) return inOrderOf(one, two);
  return first && isReordered(base, two) ? inOrderOf(two, one) : null;
}

/** Of each line the change that one of both made to it; null where both changed the same line. */
function lineByLine(
  base: readonly CanonicalHeader[],
  first: readonly Line[],
  second: readonly Line[],
): CanonicalHeader[] | null {
  const merged: CanonicalHeader[] = [];
  for (const [index, own] of base.entries()) {
    const a = first[index] ?? null;
    const b = second[index] ?? null;
    if (a !== own && b !== own) return null;
    const kept = a === own ? b : a;
    if (kept) merged.push(kept);
  }
  return merged;
}

/** A line as it is, as it became, or null where it is gone. */
type Line = CanonicalHeader | null;

/** The same lines as the base in another order. */
function isReordered(base: readonly CanonicalHeader[], other: readonly CanonicalHeader[]): boolean {
  const text = (headers: readonly CanonicalHeader[]): string =>
    headers
      .map(({ name, value }) => `${name}:${value}`)
      .sort()
      .join("\n");
  return text(base) === text(other);
}

/** The lines of `changed` in the order of `reordered`; null where a name stands more than once. */
function inOrderOf(
  reordered: readonly CanonicalHeader[],
  changed: readonly CanonicalHeader[],
): CanonicalHeader[] | null {
  const byName = new Map(changed.map((header) => [header.name, header] as const));
  if (byName.size !== changed.length) return null;
  return reordered.flatMap(({ name }) => byName.get(name) ?? []);
}

/** Changes of lists already compared with one base: a search combines each list with hundreds of others. */
const compared = new WeakMap<
  readonly CanonicalHeader[],
  { readonly base: readonly CanonicalHeader[]; readonly lines: readonly Line[] | null }
>();

function changesOf(
  base: readonly CanonicalHeader[],
  changed: readonly CanonicalHeader[],
): readonly Line[] | null {
  const known = compared.get(changed);
  if (known?.base === base) return known.lines;
  const lines = linesOf(base, changed);
  compared.set(changed, { base, lines });
  return lines;
}

/** For each line of the base: itself, the line it became, or null where it is gone. Null when lines were added or moved. */
function linesOf(base: readonly CanonicalHeader[], changed: readonly CanonicalHeader[]): Line[] | null {
  const lines: Line[] = [];
  let at = 0;
  for (const own of base) {
    const line = changed[at];
    const same = line !== undefined && line.name === own.name;
    lines.push(same ? (line.value === own.value ? own : line) : null);
    if (same) at += 1;
  }
  return at === changed.length ? lines : null;
}

function mergedNames(
  base: readonly string[],
  one: readonly string[],
  two: readonly string[],
): readonly string[] | null {
  if (one.join() === base.join()) return two;
  if (two.join() === base.join()) return one;
  const ordered = one.length === base.length ? one : two.length === base.length ? two : base;
  const both = ordered.filter((name) => one.includes(name) && two.includes(name));
  const removed = one.every((name) => base.includes(name)) && two.every((name) => base.includes(name));
  return removed ? both : null;
}
