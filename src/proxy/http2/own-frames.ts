// The few frames countersign writes itself: when it refuses a request or a connection, and nothing can be relayed any more.

/** Error codes of HTTP/2 that countersign sends (RFC 9113, 7). */
export const http2Error: {
  readonly none: number;
  readonly protocol: number;
  readonly internal: number;
  readonly compression: number;
  readonly enhanceYourCalm: number;
  readonly http11Required: number;
} = { none: 0, protocol: 1, internal: 2, compression: 9, enhanceYourCalm: 11, http11Required: 13 };

/** An empty SETTINGS frame: what a server must send first. */
export function settingsFrame(): Buffer {
  return frame(4, 0, 0, Buffer.alloc(0));
}

/** GOAWAY: the last stream that was looked at, an error code, and a plain sentence for those who debug. */
export function goawayFrame(lastStreamId: number, errorCode: number, message: string): Buffer {
  const fixed = Buffer.alloc(8);
  fixed.writeUInt32BE(lastStreamId, 0);
  fixed.writeUInt32BE(errorCode, 4);
  return frame(7, 0, 0, Buffer.concat([fixed, Buffer.from(plain(message), "latin1")]));
}

/** A whole answer of our own on one stream, in fields that leave the client's decoder as it is. */
export function answerFrames(streamId: number, status: number, message: string): Buffer {
  const body = Buffer.from(`${plain(message)}\n`, "latin1");
  const block = Buffer.concat([
    field(":status", String(status)),
    field("content-type", "text/plain; charset=us-ascii"),
    field("content-length", String(body.length)),
    field("x-content-type-options", "nosniff"),
    field("x-countersign", "refused"),
  ]);
  return Buffer.concat([frame(1, 4, streamId, block), frame(0, 1, streamId, body)]);
}

/** A literal field that is not indexed, with a new name (RFC 7541, 6.2.2); shorter than 127 bytes each. */
function field(name: string, value: string): Buffer {
  return Buffer.from(
    `\0${String.fromCharCode(name.length)}${name}${String.fromCharCode(value.length)}${value}`,
    "latin1",
  );
}

function frame(type: number, flags: number, streamId: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, payload]);
}

function plain(message: string): string {
  return `countersign: ${message.replace(/[^\x20-\x7e]/g, "?")}`;
}
