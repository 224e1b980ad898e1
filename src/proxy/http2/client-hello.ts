// A TLS ClientHello read before it is answered: which protocols a client offers decides what its upstream is asked first.

/** What a ClientHello says of application protocols, in the client's order; null when it offers none by ALPN. */
export interface ClientHello {
  readonly protocols: readonly string[] | null;
}

/** `incomplete`: more bytes are needed. `unreadable`: TLS itself will say what is wrong with it. */
export type ClientHelloReading = ClientHello | "incomplete" | "unreadable";

const handshakeRecord = 22;
const clientHelloMessage = 1;
const alpnExtension = 16;
/** Longer hellos are left to TLS unread. */
const longestHelloBytes = 16_384;

/** Reads the first bytes of a connection (RFC 8446, 4.1.2 and 5.1; RFC 7301, 3.1). Total: any bytes give a reading. */
export function readClientHello(bytes: Uint8Array): ClientHelloReading {
  const message = handshakeBytes(bytes);
  if (typeof message === "string") return message;
  const cursor = new Cursor(message);
  cursor.skip(4 + 2 + 32);
  cursor.skip(cursor.number(1));
  cursor.skip(cursor.number(2));
  cursor.skip(cursor.number(1));
  if (cursor.left === 0) return cursor.broken ? "unreadable" : { protocols: null };
  const extensions = cursor.part(cursor.number(2));
  while (extensions !== null && extensions.left > 0) {
    const type = extensions.number(2);
    const extension = extensions.part(extensions.number(2));
    if (extension === null) return "unreadable";
    if (type === alpnExtension) return alpnOf(extension);
  }
  return extensions === null || cursor.broken ? "unreadable" : { protocols: null };
}

/** The ClientHello message, out of the first records. */
function handshakeBytes(bytes: Uint8Array): Uint8Array | "incomplete" | "unreadable" {
  const payload = recordPayloads(bytes);
  if (payload === null) return "unreadable";
  if (payload.length < 4) return "incomplete";
  const [type = 0, high = 0, middle = 0, low = 0] = payload;
  const wanted = 4 + ((high << 16) | (middle << 8) | low);
  if (type !== clientHelloMessage || wanted > longestHelloBytes) return "unreadable";
  return payload.length < wanted ? "incomplete" : payload.subarray(0, wanted);
}

/** The payloads of handshake records joined as far as they came; null when another record is among them. */
function recordPayloads(bytes: Uint8Array): Uint8Array | null {
  const payloads: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
    const [type] = bytes.subarray(at);
    // What follows a whole ClientHello is none of its business.
    if (type !== handshakeRecord) return payloads.length === 0 ? null : Buffer.concat(payloads);
    if (at + 5 <= bytes.length && length === 0) return null;
    payloads.push(bytes.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return Buffer.concat(payloads);
}

function alpnOf(extension: Cursor): ClientHelloReading {
  const list = extension.part(extension.number(2));
  const protocols: string[] = [];
  while (list !== null && list.left > 0) {
    const name = list.part(list.number(1));
    if (name === null) return "unreadable";
    protocols.push(name.text());
  }
  return list === null ? "unreadable" : { protocols };
}

/** Reads numbers and parts; past the end it gives zeros and remembers that it broke. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;
  broken = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return Math.max(this.#bytes.length - this.#at, 0);
  }

  skip(bytes: number): void {
    this.#at += bytes;
    if (this.#at > this.#bytes.length) this.broken = true;
  }

  number(bytes: number): number {
    let value = 0;
    for (let index = 0; index < bytes; index += 1) value = value * 256 + (this.#bytes[this.#at + index] ?? 0);
    this.skip(bytes);
    return value;
  }

  part(bytes: number): Cursor | null {
    if (this.broken || bytes > this.left) return null;
    const part = new Cursor(this.#bytes.subarray(this.#at, this.#at + bytes));
    this.#at += bytes;
    return part;
  }

  text(): string {
    return Buffer.from(this.#bytes).toString("latin1");
  }
}
