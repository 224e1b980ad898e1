// A length of time in words, for the details of findings about time.

/** Seconds as people say them: `20 minutes`, `59 minutes 43 seconds`, `3 days 2 hours`; the sign is left to the caller. */
export function durationWords(seconds: number): string {
  let left = Math.round(Math.abs(seconds));
  const words: string[] = [];
  for (const [unit, length] of units) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0 && words.length < 2) words.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return words.length === 0 ? "0 seconds" : words.join(" ");
}

const units: readonly (readonly [name: string, seconds: number])[] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
