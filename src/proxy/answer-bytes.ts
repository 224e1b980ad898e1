// The bytes of one answer as they arrive, counted: Node's parser takes what an upstream sends behind its answer in the same piece
// and forgets it, and the next answer on that connection would begin in the middle.
import type { IncomingMessage } from "node:http";
import { answerFraming } from "./answer-head.ts";

/** Blank line that ends a head. */
const blankLine = "\r\n\r\n";
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Counts the bytes of an answer, from its first to its last. */
export class AnswerBytes {
  #bytes = 0;
  /** Where the body begins; null until the head is whole. Informational heads before it are part of it. */
  #bodyAt: number | null = null;
  /** The head so far, for a head that comes in pieces. */
  #head: Buffer | null = null;
  #last: Buffer = Buffer.alloc(0);
  #broken = false;

  /**
   * Whether a status line ends otherwise than with CR LF. Node's parser takes `HTTP/1.1 200`, CR, CR for one when it has no reason phrase
   * (seen with llhttp 8), and the client would get a head that no upstream sent.
   */
  get hasBrokenLine(): boolean {
    return this.#broken;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  /** Takes the next piece. */
  add(piece: Buffer): void {
    this.#last = piece;
    if (this.#bodyAt === null) this.#readHead(piece);
    this.#bytes += piece.length;
  }

  /** Whether the bytes are those of this whole answer and no more. False in any doubt. */
  endWith(answered: IncomingMessage, method: string): boolean {
    if (this.#bodyAt === null) return false;
    const { statusCode } = answered;
    const bodiless = method === "HEAD" || statusCode === 204 || statusCode === 304;
    if (answerFraming(answered, !bodiless).chunked) {
      return blankLine.endsWith(this.#last.toString("latin1", Math.max(0, this.#last.length - 4)));
    }
    return this.#bytes === this.#bodyAt + (bodiless ? 0 : contentLength(answered.rawHeaders));
  }

  #readHead(piece: Buffer): void {
    const head = this.#head === null ? piece : Buffer.concat([this.#head, piece]);
    const before = this.#bytes + piece.length - head.length;
    for (let from = 0; ; ) {
      const lineEnd = head.indexOf(carriageReturn, from);
      if (lineEnd >= 0 && lineEnd + 1 < head.length && head[lineEnd + 1] !== lineFeed) this.#broken = true;
      const end = head.indexOf(blankLine, from, "latin1");
      if (end < 0) {
        this.#head = from === 0 ? head : head.subarray(from);
        return;
      }
      if (!isInformational(head, from)) {
        this.#bodyAt = before + end + blankLine.length;
        this.#head = null;
        return;
      }
      from = end + blankLine.length;
    }
  }
}

/** `HTTP/1.1 1xx`, at an offset. */
function isInformational(head: Buffer, from: number): boolean {
  return head[from + 9] === 0x31;
}

/** Node's parser lets no answer pass whose lengths differ. */
function contentLength(rawHeaders: readonly string[]): number {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length === 14 && name.toLowerCase() === "content-length") return Number(rawHeaders[index + 1]);
  }
  return 0;
}
