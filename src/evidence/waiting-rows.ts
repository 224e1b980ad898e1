// Requests that wait until their row is in the file: each is answered once, and none waits longer than the deadline.

/** Told whether the row is in the file. */
export type RowAnswer = (kept: boolean) => void;

/** Rows that go with the next batch. */
export interface TakenRows {
  /** Packed heads. */
  readonly heads: readonly string[];
  readonly answers: RowAnswer[];
}

/** What waits for the next batch. */
export class WaitingRows {
  readonly #deadlineMs: number;
  #heads: string[] = [];
  #answers: RowAnswer[] = [];

  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
  }

  get any(): boolean {
    return this.#heads.length > 0;
  }

  /** A packed head; `then` is called with false when the deadline has passed. */
  add(head: string, then: RowAnswer): void {
    let answered = false;
    const answer: RowAnswer = (kept) => {
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      then(kept);
    };
    const timer = setTimeout(answer, this.#deadlineMs, false);
    this.#heads.push(head);
    this.#answers.push(answer);
  }

  take(): TakenRows {
    const taken = { heads: this.#heads, answers: this.#answers };
    this.#heads = [];
    this.#answers = [];
    return taken;
  }
}
