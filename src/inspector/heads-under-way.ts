// Requests that are under way in the list: each has its row from when it was first seen, and its record takes that row's place.
import type { InspectedExchange } from "./inspector-api.ts";

/** Heads that are held, of requests that were never kept too; beyond it the oldest are let go. */
const mostHeads = 3000;

/** What is known of requests under way. */
export class HeadsUnderWay {
  /** Row numbers by source and id. */
  readonly #waiting = new Map<number, Map<string, number>>();
  readonly #heads = new Map<number, InspectedExchange>();

  /** Notes that a request of a source has a row. */
  add(source: number, number: number, head: InspectedExchange): void {
    this.#of(source).set(head.examination.id, number);
    this.#heads.set(number, head);
    for (const oldest of this.#heads.keys()) {
      if (this.#heads.size <= mostHeads) break;
      this.#heads.delete(oldest);
    }
  }

  has(source: number, id: string): boolean {
    return this.#of(source).has(id);
  }

  /** The row that waits for the record of a request, once; null for none. */
  take(source: number, id: string): number | null {
    const number = this.#waiting.get(source)?.get(id);
    if (number === undefined) return null;
    this.#of(source).delete(id);
    this.#heads.delete(number);
    return number;
  }

  /** The rows of a source that wait for requests which are no longer under way, once: no record will come of them. */
  takeGone(source: number, open: ReadonlyMap<string, unknown>): number[] {
    const gone: number[] = [];
    for (const [id, number] of this.#of(source))
      if (!open.has(id)) {
        this.#of(source).delete(id);
        gone.push(number);
      }
    return gone;
  }

  /** What is known of a row without a record. */
  head(number: number): InspectedExchange | null {
    return this.#heads.get(number) ?? null;
  }

  #of(source: number): Map<string, number> {
    const known = this.#waiting.get(source) ?? new Map<string, number>();
    this.#waiting.set(source, known);
    return known;
  }
}
