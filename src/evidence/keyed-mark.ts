// What stands in the place of a value that is not kept: its length and a keyed hash, so that equal values stay comparable in one file.
import { createHmac } from "node:crypto";

/** Gives the mark for a value: `[redacted:40:9f86d081884c]`. Latin1 text. */
export type Mark = (value: string) => string;

/** Marks already made: a client sends the same token with every request. Emptied when full. */
const mostKept = 1024;

/**
 * Marks under a key that nobody keeps (32 random bytes for each file, in memory only): equal values have equal marks in one file, and
 * nobody who holds the file can try values against them.
 */
export function keyedMark(key: Uint8Array): Mark {
  const kept = new Map<string, string>();
  return (value) => {
    const known = kept.get(value);
    if (known !== undefined) return known;
    const tag = createHmac("sha256", key).update(value, "latin1").digest("hex").slice(0, 12);
    const mark = `[redacted:${value.length}:${tag}]`;
    if (kept.size >= mostKept) kept.clear();
    if (value.length <= 8192) kept.set(value, mark);
    return mark;
  };
}
