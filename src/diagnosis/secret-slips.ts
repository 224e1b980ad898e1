// Slips of copying and typing a secret: what is lost at its ends, and what a hand or an eye gets wrong in one place.
import type { SecretChange } from "./secret-variations.ts";

const secretLength = 40;
const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const places = Array.from({ length: secretLength }, (_, place) => place);
const otherEnds = Array.from({ length: 10 }, (_, index) => index + 3);

/** Secrets that lost characters: at an end, at a / or + where a double click stops, or one inside. */
export const truncatedSecrets: readonly SecretChange[] = [
  ...[1, 2].flatMap(withoutEnds),
  ...[0, 1].flatMap(cutAtMark),
  ...places.map((place) => ({
    words: "without one character",
    change: (secret: string) => cut(secret, place, 1, ""),
  })),
  ...otherEnds.flatMap(withoutEnds),
  ...[2, 3].flatMap(cutAtMark),
];

function withoutEnds(count: number): SecretChange[] {
  return [
    { words: `without its last ${plural(count)}`, change: (secret) => secret.slice(0, -count) },
    { words: `without its first ${plural(count)}`, change: (secret) => secret.slice(count) },
  ];
}

function cutAtMark(nth: number): SecretChange[] {
  return [
    {
      words: "up to one of its / or + only",
      change: (secret) => secret.slice(0, marks(secret)[nth] ?? 0) || secret,
    },
    {
      words: "from behind one of its / or + only",
      change: (secret) => secret.slice((marks(secret)[nth] ?? -1) + 1),
    },
    {
      words: "up to and with one of its / or +",
      change: (secret) => secret.slice(0, (marks(secret)[nth] ?? -1) + 1) || secret,
    },
    { words: "from one of its / or + on", change: (secret) => secret.slice(marks(secret)[nth] ?? 0) },
  ];
}

/** Secrets with one slip of the hand or the eye. */
export const mistypedSecrets: readonly SecretChange[] = [
  ...places.map((place) => ({
    words: "with two neighbouring characters exchanged",
    change: (secret: string) => exchanged(secret, place),
  })),
  ...places.map((place) => ({
    words: "with one letter in the other case",
    change: (secret: string) => cut(secret, place, 1, otherCase(secret[place] ?? "")),
  })),
  ...places.map((place) => ({
    words: "with one character doubled",
    change: (secret: string) => cut(secret, place, 0, secret[place] ?? ""),
  })),
  ...[0, 1, 2].flatMap((nth) =>
    places.map((place) => ({
      words: "with one character mistaken for one that looks like it",
      change: (secret: string) =>
        cut(secret, place, 1, lookalikes.get(secret[place] ?? "")?.[nth] ?? secret[place] ?? ""),
    })),
  ),
  { words: "in lower case", change: (secret) => secret.toLowerCase() },
  { words: "in upper case", change: (secret) => secret.toUpperCase() },
  { words: "twice in a row", change: (secret) => secret + secret },
  { words: "empty", change: () => "" },
];

const lookalikes = lookalikeTable([
  "0Oo",
  "1lI",
  "1Ii",
  "5S",
  "8B",
  "2Z",
  "6G",
  "9gq",
  "uv",
  "vw",
  "nm",
  "ce",
  "UV",
  "CG",
  "DO",
  "EF",
  "PR",
  "MN",
  "bh",
  "db",
  "4A",
  "7T",
]);

/** Any one character replaced by any other of the base64 alphabet: too many to try early. */
export const replacedSecrets: readonly SecretChange[] = places.flatMap((place) =>
  [...base64Alphabet].map((character) => ({
    words: "with one wrong character",
    change: (secret: string) => (place < secret.length ? cut(secret, place, 1, character) : secret),
  })),
);

/** The known secret is itself short of one character, which the client's has: at its end, its beginning, or inside. */
export const lengthenedSecrets: readonly SecretChange[] = [secretLength, ...places].flatMap((place) =>
  [...base64Alphabet].map((character) => ({
    words: "with one more character than the known one has",
    change: (secret: string) =>
      secret.length < secretLength ? cut(secret, Math.min(place, secret.length), 0, character) : secret,
  })),
);

function lookalikeTable(groups: readonly string[]): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const group of groups) {
    for (const character of group)
      table.set(character, (table.get(character) ?? "") + group.replace(character, ""));
  }
  return table;
}

function cut(secret: string, place: number, count: number, instead: string): string {
  return secret.slice(0, place) + instead + secret.slice(place + count);
}

function exchanged(secret: string, place: number): string {
  return place + 1 < secret.length ? cut(secret, place, 2, `${secret[place + 1]}${secret[place]}`) : secret;
}

function otherCase(character: string): string {
  return character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
}

function marks(secret: string): number[] {
  return places.filter((place) => secret[place] === "/" || secret[place] === "+");
}

function plural(count: number): string {
  return count === 1 ? "character" : `${count} characters`;
}
