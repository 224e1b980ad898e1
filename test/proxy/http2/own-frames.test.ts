import { describe, expect, it } from "vitest";
import { HeaderDecoder } from "../../../src/proxy/http2/header-decoder.ts";
import { answerFrames, goawayFrame, http2Error, settingsFrame } from "../../../src/proxy/http2/own-frames.ts";

describe("frames of our own", () => {
  it("are what RFC 9113 says", () => {
    expect(settingsFrame().toString("hex")).toBe("000000040000000000");
    expect(goawayFrame(5, http2Error.http11Required, "a\r\nb").toString("latin1")).toBe(
      "\0\0\x19\x07\0\0\0\0\0\0\0\0\x05\0\0\0\x0dcountersign: a??b",
    );
  });
  it("answer one stream whole, and leave the client's header table as it is", () => {
    const frames = answerFrames(3, 421, "no");
    const blockBytes = frames.readUIntBE(0, 3);
    expect(frames.subarray(3, 9).toString("hex")).toBe("010400000003");
    const decoder = new HeaderDecoder();
    expect(decoder.decode(frames.subarray(9, 9 + blockBytes))).toEqual([
      ":status",
      "421",
      "content-type",
      "text/plain; charset=us-ascii",
      "content-length",
      "16",
      "x-content-type-options",
      "nosniff",
      "x-countersign",
      "refused",
    ]);
    expect(decoder.decode(Buffer.from([0xbe]))).toBe("compression");
    const data = frames.subarray(9 + blockBytes);
    expect(data.toString("latin1")).toBe("\0\0\x10\0\x01\0\0\0\x03countersign: no\n");
  });
});
