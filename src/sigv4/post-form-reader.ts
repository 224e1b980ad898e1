// A form read as it passes by: fields are kept while they are few and short, of the file only its length. Total, in any cut.
import { latin1 } from "../http/http-message.ts";
import type { PostField, PostFile, PostForm } from "./post-form.ts";

const partLimit = 200;
const valueLimit = 128 * 1024;
const headLimit = 8 * 1024;
/** Bytes of all fields together: S3 takes 20 KB of them. */
const fieldsLimit = 1024 * 1024;

/**
 * Where the reader stands: before a delimiter (of bytes that belong to nothing), right behind one, in the head of a part, in
 * its value, or behind the closing delimiter.
 */
type Place = "between" | "delimiter" | "head" | "value" | "ended";

interface OpenPart {
  readonly name: string;
  readonly filename: string | null;
  readonly isFile: boolean;
}

/** Reads one form. */
export class PostFormReader {
  readonly #delimiter: Buffer;
  readonly #fields: PostField[] = [];
  #file: PostFile | null = null;
  #place: Place = "between";
  #parts = 0;
  #part: OpenPart | null = null;
  /** Bytes that could not be understood yet: never more than a head or a delimiter. */
  #held: Buffer = Buffer.from("\r\n");
  /** The value under way: its length, and its pieces while it is short enough to be kept. */
  #valueBytes = 0;
  #pieces: Buffer[] = [];
  #keptBytes = 0;

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
  }

  /** Takes the next piece of the body. */
  add(bytes: Uint8Array): void {
    if (this.#place === "ended") return;
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let rest = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    for (let place: Place | null = null; place !== this.#place; ) {
      place = this.#place;
      for (let used = this.#step(rest); used > 0; used = this.#step(rest)) rest = rest.subarray(used);
    }
    // A copy: the piece itself must not be held by a few bytes of it.
    this.#held = this.#ended() ? Buffer.alloc(0) : Buffer.from(rest);
  }

  /** The body is over: what is not closed ends with it. */
  end(): PostForm {
    if (this.#place === "value") {
      this.#takeValue(this.#held);
      this.#closePart();
    }
    return { fields: this.#fields, file: this.#file };
  }

  #ended(): boolean {
    return this.#place === "ended";
  }

  /** Takes what can be understood of the bytes; 0 when more are needed. */
  #step(bytes: Buffer): number {
    switch (this.#place) {
      case "between":
      case "value":
        return this.#toDelimiter(bytes);
      case "delimiter":
        return this.#behindDelimiter(bytes);
      case "head":
        return this.#head(bytes);
      case "ended":
        return 0;
    }
  }

  #toDelimiter(bytes: Buffer): number {
    const at = bytes.indexOf(this.#delimiter);
    // The last bytes may be the beginning of a delimiter.
    const safe = at < 0 ? Math.max(bytes.length - this.#delimiter.length + 1, 0) : at;
    if (this.#place === "value") this.#takeValue(bytes.subarray(0, safe));
    if (at < 0) return safe;
    if (this.#place === "value") this.#closePart();
    this.#openPart();
    return at + this.#delimiter.length;
  }

  #openPart(): void {
    this.#place = this.#parts >= partLimit ? "ended" : "delimiter";
    this.#parts += 1;
  }

  #behindDelimiter(bytes: Buffer): number {
    if (bytes.length < 2) return 0;
    const closing = bytes[0] === 0x2d && bytes[1] === 0x2d;
    this.#place = closing ? "ended" : "head";
    return closing ? 2 : this.#head(bytes);
  }

  #head(bytes: Buffer): number {
    const next = bytes.indexOf(this.#delimiter);
    const end = bytes.indexOf("\r\n\r\n");
    if (next >= 0 && (end < 0 || next <= end)) {
      this.#openPart();
      return next + this.#delimiter.length;
    }
    if (end < 0 && bytes.length <= headLimit + this.#delimiter.length) return 0;
    const part = end < 0 || end > headLimit ? null : partOf(latin1(bytes.subarray(0, end)));
    if (part === null) {
      this.#place = "between";
      return end < 0 ? bytes.length - this.#delimiter.length : end;
    }
    this.#part = { ...part, isFile: part.name.toLowerCase() === "file" && this.#file === null };
    this.#place = "value";
    // The line end behind the head may be that of a delimiter: a value without any bytes, not even its line end.
    this.#valueBytes = -2;
    return end + 2;
  }

  #takeValue(bytes: Buffer): void {
    const own = this.#valueBytes < 0 ? bytes.subarray(Math.min(-this.#valueBytes, bytes.length)) : bytes;
    this.#valueBytes += bytes.length;
    if (this.#part?.isFile === true || own.length === 0) return;
    if (this.#valueBytes > valueLimit || this.#keptBytes + this.#valueBytes > fieldsLimit) this.#pieces = [];
    else this.#pieces.push(Buffer.from(own));
  }

  #closePart(): void {
    const part = this.#part;
    const bytes = Math.max(this.#valueBytes, 0);
    if (part?.isFile) this.#file = { fieldsBefore: this.#fields.length, filename: part.filename, bytes };
    else if (part && bytes <= valueLimit && this.#keptBytes + bytes <= fieldsLimit) {
      this.#fields.push({ name: part.name, value: latin1(Buffer.concat(this.#pieces)) });
      this.#keptBytes += bytes;
    }
    this.#part = null;
    this.#pieces = [];
    this.#valueBytes = 0;
  }
}

function partOf(head: string): Pick<OpenPart, "name" | "filename"> | null {
  const disposition = /\r\ncontent-disposition:([^\r\n]*)/i.exec(head)?.[1] ?? "";
  const name = parameter(disposition, "name");
  return name === null ? null : { name, filename: parameter(disposition, "filename") };
}

function parameter(disposition: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, "i").exec(disposition);
  return found?.[1]?.replace(/\\(.)/g, "$1") ?? found?.[2] ?? null;
}
