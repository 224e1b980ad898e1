import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientPreface, FrameReader } from "../../../src/proxy/http2/frame-reader.ts";

function frame(type: number, flags: number, streamId: number, payload = ""): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, Buffer.from(payload, "latin1")]);
}

function reading(preface = false): { reader: FrameReader; seen: string[]; answers: boolean[] } {
  const seen: string[] = [];
  const answers: boolean[] = [];
  const sink = {
    block: (id: number, block: Uint8Array, { endStream, push }: { endStream: boolean; push: boolean }) => {
      seen.push(
        `block ${id} ${Buffer.from(block).toString("latin1")}${endStream ? " end" : ""}${push ? " push" : ""}`,
      );
      return answers.shift() ?? true;
    },
    data: (id: number, piece: Uint8Array) => {
      const text = Buffer.from(piece).toString("latin1");
      const last = seen[seen.length - 1];
      if (last?.startsWith(`data ${id} `) === true) seen[seen.length - 1] = last + text;
      else seen.push(`data ${id} ${text}`);
    },
    ended: (id: number) => seen.push(`ended ${id}`),
    reset: (id: number, code: number) => seen.push(`reset ${id} ${code}`),
  };
  return { reader: new FrameReader(sink, preface), seen, answers };
}

const conversation = Buffer.concat([
  Buffer.from(clientPreface, "latin1"),
  frame(4, 0, 0, "\0\x03\0\0\0\x64"),
  frame(8, 0, 0, "\0\0\xff\xff"),
  frame(1, 4, 1, "plain"),
  frame(1, 4 | 8 | 32 | 1, 3, "\x02\0\0\0\0\x10padded\0\0"),
  frame(0, 0, 1, "body "),
  frame(0, 8, 1, "\x03goes on\0\0\0"),
  frame(0xbe, 255, 5, "unknown"),
  frame(0, 1, 1, ""),
  frame(1, 0, 5, "be"),
  frame(9, 0, 5, "gun"),
  frame(9, 4, 5, " and ended"),
  frame(3, 0, 5, "\0\0\0\x08"),
  frame(5, 4, 1, "\0\0\0\x02pushed"),
  frame(7, 0, 0, "\0\0\0\x05\0\0\0\0bye"),
]);

const read = [
  "block 1 plain",
  "block 3 padded end",
  "data 1 body goes on",
  "ended 1",
  "block 5 begun and ended",
  "reset 5 8",
  "block 1 pushed push",
];

describe("frames", () => {
  it("are read in any cut of their bytes, and nothing is held at their end", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (cuts) => {
        const { reader, seen } = reading(true);
        for (let at = 0, turn = 0; at < conversation.length; turn += 1) {
          const size = cuts[turn % cuts.length] ?? 1;
          reader.read(conversation.subarray(at, at + size));
          at += size;
        }
        expect(seen).toEqual(read);
        expect([reader.failure, reader.heldBytes, reader.atBoundary]).toEqual([null, 0, true]);
        expect(reader.readBytes).toBe(conversation.length);
      }),
    );
  });
  it("hold back a header block until it is whole, and of a body nothing", () => {
    const { reader } = reading();
    const head = frame(1, 0, 1, "begun");
    reader.read(head);
    expect(reader.heldBytes).toBe(head.length);
    expect(reader.atBoundary).toBe(false);
    const rest = frame(9, 4, 1, "!");
    reader.read(rest.subarray(0, 4));
    expect(reader.heldBytes).toBe(head.length + 4);
    reader.read(rest.subarray(4));
    expect(reader.heldBytes).toBe(0);
    reader.read(frame(0, 0, 1, "body").subarray(0, 11));
    expect(reader.heldBytes).toBe(0);
    expect(reader.atBoundary).toBe(false);
  });
  it("hold back whatever was read from the block on that the sink refused", () => {
    const { reader, seen, answers } = reading();
    answers.push(true, false);
    reader.read(Buffer.concat([frame(1, 4, 1, "a"), frame(1, 4, 3, "b"), frame(1, 4, 5, "c")]));
    expect(seen).toEqual(["block 1 a", "block 3 b"]);
    expect(reader.failure).toBe("stopped");
  });
  it.each([
    ["another preface", true, Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "preface"],
    [
      "a frame between the parts of a block",
      false,
      Buffer.concat([frame(1, 0, 1), frame(6, 0, 0)]),
      "protocol",
    ],
    ["the part of no block", false, frame(9, 4, 1, "x"), "protocol"],
    [
      "the part of another stream's block",
      false,
      Buffer.concat([frame(1, 0, 1), frame(9, 4, 3)]),
      "protocol",
    ],
    ["more padding than payload", false, frame(0, 8, 1, "\x05abc"), "protocol"],
    ["padding without its length", false, frame(0, 8, 1), "protocol"],
    ["a padded head too short", false, frame(1, 4 | 8, 1, "\x09abc"), "protocol"],
    ["a priority cut off", false, frame(1, 4 | 32, 1, "abc"), "protocol"],
    ["a reset of another length", false, frame(3, 0, 1, "abc"), "protocol"],
    [
      "a flood of empty parts",
      false,
      Buffer.concat([frame(1, 0, 1), ...Array.from({ length: 20_000 }, () => frame(9, 0, 1))]),
      "too-large",
    ],
    [
      "a block that is announced too long",
      false,
      Buffer.from([0xff, 0xff, 0xff, 1, 4, 0, 0, 0, 1]),
      "too-large",
    ],
  ])("stop at %s", (_what, preface, bytes, failure) => {
    const { reader } = reading(preface);
    reader.read(bytes);
    expect(reader.failure).toBe(failure);
  });
  it("never throw", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (pieces) => {
        const { reader } = reading();
        for (const piece of pieces) reader.read(piece);
        expect(reader.heldBytes).toBeLessThan(200_000);
      }),
    );
  });
});
