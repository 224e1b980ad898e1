// WebSocket frames as a client sends them, by the encoder of `ws`.
import * as ws from "ws";

interface FrameOptions {
  readonly fin: boolean;
  readonly mask: true;
  readonly opcode: number;
  readonly readOnly: true;
  readonly rsv1: false;
}

// The package exports it without a type.
const { Sender } = ws as unknown as {
  readonly Sender: { frame(payload: Buffer, options: FrameOptions): readonly Buffer[] };
};

/** One frame; of a binary message unless told otherwise. */
export function maskedFrame(payload: Uint8Array, opcode = 2, fin = true): Buffer {
  const options = { fin, mask: true, opcode, readOnly: true, rsv1: false } as const;
  return Buffer.concat(Sender.frame(Buffer.from(payload), options));
}
