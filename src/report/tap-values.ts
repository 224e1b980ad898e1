// Two texts of two captures, where either may be redacted: equal, different, or not to be told.

/** What redaction leaves: `[redacted]`, or `[redacted:LENGTH:HASH]` with a hash that is comparable within one file alone. */
const mark = /\[redacted(?::(\d+):[0-9a-f]+)?\]/;
const wholeMark = /^\[redacted(?::(\d+):[0-9a-f]+)?\]$/;

/** Whether two values are the same; null where redaction hides it. Latin1 texts. */
export function sameValue(one: string, other: string): boolean | null {
  if (one === other) return true;
  const [a, b] = [shortened(one, other), shortened(other, one)];
  if (a === b) return true;
  if (!mark.test(a) && !mark.test(b)) return false;
  const [first, second] = [lengthOf(a), lengthOf(b)];
  if (first === null || second === null) return null;
  return first === second ? null : false;
}

/** The same of lists: all pairs are the same, one is not, or the hidden ones leave it open. */
export function sameValues(one: readonly string[], other: readonly string[]): boolean | null {
  if (one.length !== other.length) return false;
  const each = one.map((value, at) => sameValue(value, other[at] ?? ""));
  return each.includes(false) ? false : each.includes(null) ? null : true;
}

/** Queries, parameter by parameter: only values are redacted. */
export function sameQuery(one: string, other: string): boolean | null {
  return one === other ? true : sameValues(one.split(/[&=]/), other.split(/[&=]/));
}

/** Signatures are kept as eight characters: the other text's are cut like them. */
function shortened(text: string, other: string): string {
  if (!other.includes("…") || text.includes("…")) return text;
  if (other === `${text.slice(0, 8)}…`) return other;
  return text.replace(/(Signature=)([^\s,&]{8})[^\s,&]{5,}/i, "$1$2…");
}

/** Characters of the value; null where a mark does not tell. */
function lengthOf(text: string): number | null {
  const whole = wholeMark.exec(text);
  if (whole) return whole[1] === undefined ? null : Number(whole[1]);
  return mark.test(text) ? null : text.length;
}
