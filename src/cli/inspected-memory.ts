// Exchanges that the inspector holds in memory: those of opened files, or the last that passed where evidence is off.
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import { readingNote } from "../inspector/inspector-api.ts";
import type { ExchangeSource } from "../inspector/row-index.ts";

/** A source that is filled from outside. */
export interface MemorySource extends ExchangeSource {
  add(exchange: InspectedExchange): void;
  /** Takes the head of an exchange that is under way; it is held until the exchange is added or forgotten. */
  begin(head: InspectedExchange): void;
  /** Forgets requests under way that will not come; without ids all of them. */
  forget(ids: readonly string[] | null): void;
  /** Takes a sentence about what is not there. */
  note(text: string): void;
  /** Told when it begins to be filled, and when all is there. */
  reading(is: boolean): void;
}

/** What is held at most: exchanges, and characters of their texts. */
export interface MemoryBounds {
  readonly exchanges: number;
  readonly characters: number;
}

/** Bounds that fit beside the traffic of a proxy, and those for files that somebody opened. */
export const ringBounds: MemoryBounds = { exchanges: 5000, characters: 64 * 1024 * 1024 };
export const fileBounds: MemoryBounds = { exchanges: 100_000, characters: 512 * 1024 * 1024 };

/** Requests under way that are held at once. */
const mostUnderWay = 1000;

/** Opens a source; beyond its bounds the oldest are forgotten. */
export function memorySource(bounds: MemoryBounds): MemorySource {
  const held = new Map<number, { readonly exchange: InspectedExchange; readonly length: number }>();
  const notes: string[] = [];
  const underWay = new Map<string, () => InspectedExchange>();
  let [next, given, characters] = [1, 1, 0];
  const forgetOldest = (): void => {
    for (const [place, { length }] of held) {
      if (held.size <= bounds.exchanges && characters <= bounds.characters) return;
      held.delete(place);
      characters -= length;
    }
  };
  return {
    add: (exchange) => {
      const length = lengthOf(exchange);
      underWay.delete(exchange.examination.id);
      held.set(next, { exchange, length });
      characters += length;
      next += 1;
      forgetOldest();
    },
    next: (most) => {
      const found: { place: number; exchange: InspectedExchange }[] = [];
      for (; given < next && found.length < most; given += 1) {
        const one = held.get(given);
        if (one) found.push({ place: given, exchange: one.exchange });
      }
      return found;
    },
    begin: (head) => {
      if (underWay.size < mostUnderWay) underWay.set(head.examination.id, () => head);
    },
    forget: (ids) => {
      if (ids === null) underWay.clear();
      else for (const id of ids) underWay.delete(id);
    },
    underWay: () => underWay,
    exchange: (place) => held.get(place)?.exchange ?? null,
    note: (text) => {
      if (notes.length < 20) notes.push(text);
    },
    reading: (is) => void (is ? notes.unshift(readingNote) : notes.splice(notes.indexOf(readingNote), 1)),
    notes: () => [
      ...(held.size < next - 1
        ? [`The last ${held.size} requests are held; ${next - 1 - held.size} before them are forgotten.`]
        : []),
      ...notes,
    ],
    close: () => held.clear(),
  };
}

/** About how many characters an exchange holds. */
function lengthOf({ examination, requestBody, response }: InspectedExchange): number {
  const { derivation, proof, request } = examination;
  const texts = [
    requestBody.text,
    response?.body.text,
    derivation?.canonicalRequest,
    proof?.canonicalRequest,
  ];
  return texts.reduce((sum: number, text) => sum + (text?.length ?? 0), request.target.length + 4000);
}
