import { EventStreamCodec, Int64 } from "@smithy/core/event-streams";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventFrame, EventStreamReading } from "../../src/sigv4/event-stream.ts";
import { EventStreamParser } from "../../src/sigv4/event-stream.ts";

/** The SDKs' own writer of frames. */
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString("utf8"),
  (text) => Buffer.from(text, "utf8"),
);

function read(
  pieces: readonly Uint8Array[],
): EventStreamReading & { readonly frames: readonly EventFrame[] } {
  const frames: EventFrame[] = [];
  const parser = new EventStreamParser((frame) => frames.push(frame));
  for (const piece of pieces) parser.add(piece);
  return { ...parser.end(), frames };
}

const sample = Buffer.concat([
  codec.encode({
    headers: {
      ":date": { type: "timestamp", value: new Date(1_767_323_045_000) },
      ":chunk-signature": { type: "binary", value: new Uint8Array(32).fill(7) },
    },
    body: Buffer.from("payload"),
  }),
  codec.encode({ headers: {}, body: new Uint8Array(0) }),
]);

describe("EventStreamParser", () => {
  it("reads frames with their places and hashes", () => {
    const { frames, frameCount, streamBytes, fault } = read([sample]);
    expect({ frameCount, streamBytes, fault }).toEqual({
      frameCount: 2,
      streamBytes: sample.length,
      fault: null,
    });
    expect(frames[0]).toMatchObject({
      index: 0,
      offset: 0,
      bytes: sample.length - 16,
      payloadBytes: 7,
      payloadSha256Hex: "239f59ed55e737c77147cf55ad0c1b030b6d7ee748a7426952f9b852d5a935e5",
    });
    expect(frames[0]?.headers.map(({ name, type }) => `${name} ${type}`)).toEqual([
      ":date 8",
      ":chunk-signature 6",
    ]);
    expect(frames[1]).toMatchObject({ index: 1, offset: sample.length - 16, bytes: 16, payloadBytes: 0 });
  });

  it.each([
    ["length-impossible", (bytes: Buffer) => bytes.fill(0xff, 0, 4)],
    ["prelude-crc", (bytes: Buffer) => bytes.fill(0, 8, 12)],
    ["message-crc", (bytes: Buffer) => bytes.fill(0x78, bytes.length - 20, bytes.length - 19)],
  ])("stops at %s", (reason, broken) => {
    const first = Buffer.from(sample.subarray(0, sample.length - 16));
    expect(read([broken(Buffer.from(first))]).fault).toEqual({ reason, frame: 0, offset: 0 });
  });

  it("names the frame that is cut off", () => {
    expect(read([sample.subarray(0, sample.length - 1)]).fault).toEqual({
      reason: "cut-off",
      frame: 1,
      offset: sample.length - 16,
    });
    expect(read([]).fault).toBeNull();
  });

  it("reads what the SDKs' codec writes, in any cut", () => {
    const header = fc.oneof(
      fc.string({ maxLength: 20 }).map((value) => ({ type: "string" as const, value })),
      fc.uint8Array({ maxLength: 40 }).map((value) => ({ type: "binary" as const, value })),
      fc.boolean().map((value) => ({ type: "boolean" as const, value })),
      fc.integer({ min: -128, max: 127 }).map((value) => ({ type: "byte" as const, value })),
      fc.integer({ min: -32_768, max: 32_767 }).map((value) => ({ type: "short" as const, value })),
      fc.integer().map((value) => ({ type: "integer" as const, value })),
      fc
        .integer({ min: 0, max: 2 ** 40 })
        .map((value) => ({ type: "long" as const, value: Int64.fromNumber(value) })),
      fc.date({ noInvalidDate: true }).map((value) => ({ type: "timestamp" as const, value })),
      fc.uuid().map((value) => ({ type: "uuid" as const, value })),
    );
    const names = fc.stringMatching(/^[:a-z-]{1,20}$/);
    const message = fc.record({
      headers: fc.dictionary(names, header, { maxKeys: 6 }),
      body: fc.uint8Array({ maxLength: 100 }),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), fc.integer({ min: 1, max: 50 }), (messages, cut) => {
        const whole = Buffer.concat(messages.map((one) => codec.encode(one)));
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < whole.length; at += cut) pieces.push(whole.subarray(at, at + cut));
        const found = read(pieces);
        expect(found.fault).toBeNull();
        expect(found.frames.map(({ headers }) => headers.map(({ name }) => name))).toEqual(
          messages.map(({ headers }) => Object.keys(headers)),
        );
        expect(found.frames.map(({ payloadBytes }) => payloadBytes)).toEqual(
          messages.map(({ body }) => body.length),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => read([bytes]).streamBytes === bytes.length),
      { numRuns: 500 },
    );
  });
});
