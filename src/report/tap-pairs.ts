// Requests of two captures joined: by their signature, else by what both the client and AWS number them with, else by what they are and in
// order. What has no partner stays alone: a pair that is none would be an accusation.
import { headerValue } from "../http/raw-headers.ts";
import type { TapPlace } from "./tap-place.ts";
import { isResigned, signatureMark } from "./tap-place.ts";

/** A request at both places, or at one alone. */
export interface TapPair {
  readonly before: TapPlace | null;
  readonly after: TapPlace | null;
}

/** Pairs captures; in the order of the first, then what only the second has. `sure`: by a signature or an id alone. */
export function tapPairs(
  before: readonly TapPlace[],
  after: readonly TapPlace[],
  marks: "sure" | "all" = "all",
): TapPair[] {
  const partners = new Map<TapPlace, TapPlace>();
  const taken = new Set<TapPlace>();
  for (const mark of marks === "sure" ? tapMarks.slice(0, sureMarks) : tapMarks) {
    const open = before.filter((one) => !partners.has(one));
    const others = after.filter((one) => !taken.has(one));
    for (const [one, found] of joined(open, others, mark)) {
      partners.set(one, found);
      taken.add(found);
    }
  }
  return [
    ...before.map((one) => ({ before: one, after: partners.get(one) ?? null })),
    ...after.filter((one) => !taken.has(one)).map((one) => ({ before: null, after: one })),
  ];
}

/** The pairs that one mark makes, repeats in order. */
function* joined(
  before: readonly TapPlace[],
  after: readonly TapPlace[],
  mark: (place: TapPlace) => string | null,
): Generator<readonly [TapPlace, TapPlace]> {
  const waiting = queues(after, mark);
  for (const one of before) {
    const key = mark(one);
    const queue = (key === null ? null : waiting.get(key)) ?? [];
    const found = queue.at(-1);
    if (!found || !mayPair(one, found, mark)) continue;
    queue.pop();
    yield [one, found];
  }
}

/** By what two places know one request, the surest first. */
const tapMarks: readonly ((place: TapPlace) => string | null)[] = [
  signatureMark,
  ({ answer }) => answer?.requestId ?? null,
  ({ headers }) => {
    const id = headerValue(headers, "amz-sdk-invocation-id");
    return id === undefined ? null : `${id} ${headerValue(headers, "amz-sdk-request") ?? ""}`;
  },
  ({ method, headers, path }) => {
    const date = headerValue(headers, "x-amz-date");
    return date === undefined ? null : `${method} ${date} ${path}`;
  },
  ({ method, path, query }) => `${method} ${path}?${query}`,
  ({ method, bodyBytes, bodySha256Hex }) =>
    bodyBytes === 0 || bodySha256Hex === null ? null : `${method} ${bodySha256Hex}`,
];

/** How many of the marks name one request and no other. */
const sureMarks = 3;

/** Two signatures are two requests, unless an id says that they are one which was signed again. */
function mayPair(one: TapPlace, other: TapPlace, mark: (typeof tapMarks)[number]): boolean {
  return tapMarks.indexOf(mark) < sureMarks || !isResigned(one, other);
}

function queues(
  places: readonly TapPlace[],
  mark: (place: TapPlace) => string | null,
): Map<string, TapPlace[]> {
  const found = new Map<string, TapPlace[]>();
  // The last of each list is the next: taking it costs nothing.
  for (const one of [...places].reverse()) {
    const key = mark(one);
    if (key === null) continue;
    const queue = found.get(key);
    if (queue) queue.push(one);
    else found.set(key, [one]);
  }
  return found;
}
