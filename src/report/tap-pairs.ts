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

/** Pairs captures; in the order of the first, then what only the second has. */
export function tapPairs(before: readonly TapPlace[], after: readonly TapPlace[]): TapPair[] {
  const partners = new Map<TapPlace, TapPlace>();
  const taken = new Set<TapPlace>();
  for (const mark of tapMarks) {
    const waiting = queues(
      after.filter((one) => !taken.has(one)),
      mark,
    );
    for (const one of before) {
      if (partners.has(one)) continue;
      const key = mark(one);
      const queue = (key === null ? null : waiting.get(key)) ?? [];
      const found = queue.at(-1);
      if (!found || !mayPair(one, found, mark)) continue;
      queue.pop();
      partners.set(one, found);
      taken.add(found);
    }
  }
  return [
    ...before.map((one) => ({ before: one, after: partners.get(one) ?? null })),
    ...after.filter((one) => !taken.has(one)).map((one) => ({ before: null, after: one })),
  ];
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

/** Two signatures are two requests, unless an id says that they are one which was signed again. */
function mayPair(one: TapPlace, other: TapPlace, mark: (typeof tapMarks)[number]): boolean {
  return tapMarks.indexOf(mark) < 3 || !isResigned(one, other);
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
