// The frames that a client sends over a WebSocket (RFC 6455, section 5), read as the bytes come: the payload of its messages, unmasked.

/** Why nothing more is read: a closed list. */
export type FramesEnd =
  /** An extension is in use, so the payload is not what the messages hold (section 5.2, RSV bits). */
  | "extension"
  /** Clients must mask (section 5.3). */
  | "not-masked"
  /** Longer than can be counted exactly. */
  | "length-impossible"
  /** The closing frame (section 5.5.1). */
  | "closed";

/** Longest head of a frame with a mask: two bytes, eight of length, four of mask. */
const longestHead = 14;
const closing = 0x8;

/** Reads frames in any cut and hands on the payload of data frames in pieces. Holds one head at the most. Never throws. */
export class ClientFrames {
  readonly #data: (bytes: Uint8Array) => void;
  readonly #head = new Uint8Array(longestHead);
  #held = 0;
  /** Bytes of payload still to come; null while a head is read. */
  #left: number | null = null;
  #turn = 0;
  #control = false;
  #end: FramesEnd | null = null;

  constructor(data: (bytes: Uint8Array) => void) {
    this.#data = data;
  }

  /** Null while frames are read. */
  get end(): FramesEnd | null {
    return this.#end;
  }

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && this.#end === null; ) {
      if (this.#left === null) at = this.#readHead(bytes, at);
      else at = this.#readPayload(bytes, at, this.#left);
    }
  }

  #readHead(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && this.#left === null && this.#end === null) {
      this.#head[this.#held] = bytes[at] as number;
      this.#held += 1;
      at += 1;
      if (this.#held >= 2 && this.#held === this.#headBytes()) this.#begin();
    }
    return at;
  }

  /** Of the frame whose first two bytes are held. */
  #headBytes(): number {
    const [first = 0, second = 0] = this.#head;
    if ((first & 0x70) !== 0) this.#end = "extension";
    else if ((second & 0x80) === 0) this.#end = "not-masked";
    const short = second & 0x7f;
    return 6 + (short === 126 ? 2 : short === 127 ? 8 : 0);
  }

  #begin(): void {
    const opcode = (this.#head[0] as number) & 0xf;
    const length = this.#length();
    if (opcode === closing) this.#end = "closed";
    else if (length > Number.MAX_SAFE_INTEGER) this.#end = "length-impossible";
    this.#control = opcode > closing;
    this.#turn = 0;
    this.#left = length === 0 ? null : length;
    if (length === 0) this.#held = 0;
  }

  #length(): number {
    const short = (this.#head[1] as number) & 0x7f;
    const bytes = short < 126 ? 0 : short === 126 ? 2 : 8;
    let length = bytes === 0 ? short : 0;
    for (let at = 0; at < bytes; at += 1) length = length * 256 + (this.#head[2 + at] as number);
    return length;
  }

  #readPayload(bytes: Uint8Array, from: number, left: number): number {
    const end = Math.min(bytes.length, from + left);
    if (!this.#control) this.#data(this.#unmasked(bytes.subarray(from, end)));
    this.#turn = (this.#turn + end - from) & 3;
    this.#left = left - (end - from);
    if (this.#left === 0) {
      this.#left = null;
      this.#held = 0;
    }
    return end;
  }

  /** The mask's four bytes end the head; each byte of payload takes the next in turn (section 5.3). */
  #unmasked(bytes: Uint8Array): Uint8Array {
    const plain = new Uint8Array(bytes.length);
    const maskAt = this.#held - 4;
    for (let at = 0; at < bytes.length; at += 1)
      plain[at] = (bytes[at] as number) ^ (this.#head[maskAt + ((this.#turn + at) & 3)] as number);
    return plain;
  }
}
