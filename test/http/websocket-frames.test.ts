import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FramesEnd } from "../../src/http/websocket-frames.ts";
import { ClientFrames } from "../../src/http/websocket-frames.ts";
import { maskedFrame } from "../support/masked-frame.ts";

function read(bytes: Uint8Array, cut: number): { data: string; end: FramesEnd | null } {
  const pieces: Buffer[] = [];
  const frames = new ClientFrames((piece) => pieces.push(Buffer.from(piece)));
  for (let at = 0; at < bytes.length; at += cut) frames.add(bytes.subarray(at, at + cut));
  return { data: Buffer.concat(pieces).toString("latin1"), end: frames.end };
}

describe("a client's frames", () => {
  it("give the payload of data frames, in any cut", () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 });
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 400 }), (payloads, cut) => {
        const sent = Buffer.concat(payloads.map((payload) => maskedFrame(payload)));
        expect(read(sent, cut)).toEqual({ data: Buffer.concat(payloads).toString("latin1"), end: null });
      }),
    );
  });

  it("are read in all three forms of a length", () => {
    for (const length of [0, 125, 126, 65_535, 65_536, 200_000]) {
      const payload = Buffer.alloc(length, "sound");
      expect(read(maskedFrame(payload), 4096).data).toBe(payload.toString("latin1"));
    }
  });

  it("may be parts of one message, with control frames between them", () => {
    const sent = [
      maskedFrame(Buffer.from("one "), 2, false),
      maskedFrame(Buffer.from("ping"), 9),
      maskedFrame(Buffer.from("two"), 0),
      maskedFrame(Buffer.from("pong"), 10),
    ];
    expect(read(Buffer.concat(sent), 1)).toEqual({ data: "one two", end: null });
  });

  it("end with the closing frame", () => {
    const sent = [
      maskedFrame(Buffer.from("one")),
      maskedFrame(Buffer.from([3, 232]), 8),
      maskedFrame(Buffer.from("more")),
    ];
    expect(read(Buffer.concat(sent), 1000)).toEqual({ data: "one", end: "closed" });
  });

  it("are not read under an extension, without a mask, or at an impossible length", () => {
    const extended = maskedFrame(Buffer.from("one"));
    extended[0] = (extended[0] as number) | 0x40;
    expect(read(extended, 1000)).toEqual({ data: "", end: "extension" });
    expect(read(Buffer.from("8203616263", "hex"), 1000)).toEqual({ data: "", end: "not-masked" });
    expect(read(Buffer.from(`82ff${"ff".repeat(8)}00000000`, "hex"), 1)).toEqual({
      data: "",
      end: "length-impossible",
    });
  });

  it("take any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(read(bytes, 7)).toEqual(read(bytes, 400));
      }),
    );
  });
});
