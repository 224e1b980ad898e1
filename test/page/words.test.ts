import { describe, expect, it } from "vitest";
import {
  byteWords,
  clockWords,
  countWords,
  durationWords,
  endWords,
  everyByte,
  plural,
  skewWords,
  verdictWords,
} from "../../src/page/words.ts";

describe("the page's words", () => {
  it("are short for times and sizes", () => {
    expect([clockWords("2026-01-02T03:04:05.678Z"), clockWords(null)]).toEqual(["03:04:05.678", "––:––:––"]);
    expect([null, 12, 1400, 180_000].map(durationWords)).toEqual(["", "12 ms", "1.4 s", "3 min"]);
    expect([5, 2048, 3_145_728].map(byteWords)).toEqual(["5 B", "2.0 KiB", "3.0 MiB"]);
    expect([countWords(1_234_567), plural(1, "request"), plural(0, "request")]).toEqual([
      "1\u202f234\u202f567",
      "1 request",
      "0 requests",
    ]);
  });

  it("say how an exchange ended that did not end well", () => {
    expect(
      [
        null,
        "aborted-by-client: the client closed its connection",
        "truncated: reset",
        "upstream-error",
        "refused:host",
        "interrupted: countersign ended",
        "not kept: it is over",
        "something else",
      ].map(endWords),
    ).toEqual([null, "client left", "cut", "no answer", "refused", "interrupted", "not kept", "cut"]);
  });

  it("say how far a clock is off, and nothing where it is right", () => {
    expect([null, 2, -2, 15, -300, 7300, -200_000].map((seconds) => skewWords(seconds))).toEqual([
      "",
      "",
      "",
      "+15 s",
      "−5 min",
      "+2 h",
      "−2 d",
    ]);
  });

  it("show every byte", () => {
    expect(everyByte("a b\tc\r\nd\u00e9\u0000\u202e")).toBe("a·b→c␍↵d\\xE9\\x00\\u{202E}");
  });

  it("tell each verdict by a sign and a sentence, not by colour alone", () => {
    expect(Object.keys(verdictWords)).toEqual(["valid", "mismatch", "malformed", "unverifiable", "unsigned"]);
    expect(new Set(Object.values(verdictWords).map(({ sign }) => sign)).size).toBe(5);
  });
});
