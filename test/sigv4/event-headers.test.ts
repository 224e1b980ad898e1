import { describe, expect, it } from "vitest";
import {
  eventHeader,
  eventHeaderText,
  eventTimeEpochMs,
  readEventHeaders,
} from "../../src/sigv4/event-headers.ts";

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from([part]))),
  );

describe("readEventHeaders", () => {
  it("reads every type", () => {
    const headers = readEventHeaders(
      bytes(
        ...[1, "t", 0, 1, "f", 1, 1, "b", 2, 7, 1, "s", 3, 0, 7, 1, "i", 4, 0, 0, 0, 7],
        ...[1, "l", 5, 0, 0, 0, 0, 0, 0, 0, 7, 1, "y", 6, 0, 2, "ab", 1, "x", 7, 0, 3, "abc"],
        ...[1, "d", 8, 0, 0, 1, 0x9b, 0x7b, 0x2b, 0xc3, 0x88, 1, "u", 9, "0123456789abcdef"],
      ),
    );
    expect(headers?.list.map(({ name, type, value }) => `${name}${type}:${value.length}`)).toEqual([
      "t0:0",
      "f1:0",
      "b2:1",
      "s3:2",
      "i4:4",
      "l5:8",
      "y6:2",
      "x7:3",
      "d8:8",
      "u9:16",
    ]);
    expect(eventHeaderText(eventHeader(headers?.list ?? [], "x"))).toBe("abc");
    expect(eventHeaderText(eventHeader(headers?.list ?? [], "y"))).toBe("");
    expect(eventTimeEpochMs(eventHeader(headers?.list ?? [], "d"))).toBe(1_767_298_024_328);
    expect(eventTimeEpochMs(eventHeader(headers?.list ?? [], "x"))).toBeNull();
    expect(eventHeader(headers?.list ?? [], "absent")).toBeNull();
  });

  it("leaves the signature's own header out of the hash", () => {
    const date = bytes(5, ":date", 8, 0, 0, 1, 0x9b, 0x7b, 0x2b, 0xc3, 0x88);
    const signed = bytes(16, ":chunk-signature", 6, 0, 2, "ab");
    const alone = readEventHeaders(date)?.signedSha256Hex;
    expect(readEventHeaders(Buffer.concat([date, signed]))?.signedSha256Hex).toBe(alone);
    expect(readEventHeaders(Buffer.concat([signed, date]))?.signedSha256Hex).toBe(alone);
  });

  it.each([
    [bytes(1)],
    [bytes(1, "a")],
    [bytes(1, "a", 10)],
    [bytes(1, "a", 7)],
    [bytes(1, "a", 7, 0)],
    [bytes(1, "a", 7, 0, 2, "b")],
    [bytes(1, "a", 8, 0)],
  ])("refuses %j", (broken) => {
    expect(readEventHeaders(broken)).toBeNull();
  });

  it("takes no headers at all", () => {
    expect(readEventHeaders(new Uint8Array(0))).toEqual({
      list: [],
      signedSha256Hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    });
  });
});
