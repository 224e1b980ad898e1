import { describe, expect, it } from "vitest";
import type { AnsweredHead } from "../../src/proxy/answer-head.ts";
import { answerFraming, answerHeadText } from "../../src/proxy/answer-head.ts";

function head(rawHeaders: string[], rest: Partial<AnsweredHead> = {}): AnsweredHead {
  return { httpVersion: "1.1", statusCode: 200, statusMessage: "OK", rawHeaders, ...rest };
}

describe("an answer's head", () => {
  it("is the text that came", () => {
    expect(answerHeadText(head(["X-A", "1", "x-a", "", "B", "\xe9"]))).toBe(
      "HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: \r\nB: \xe9\r\n\r\n",
    );
    expect(answerHeadText(head([], { httpVersion: "1.0", statusCode: 404, statusMessage: "" }))).toBe(
      "HTTP/1.0 404 \r\n\r\n",
    );
  });
  it("is none when its reason phrase could break the line", () => {
    expect(() => answerHeadText(head([], { statusMessage: "a\rb" }))).toThrow("control characters");
    expect(() => answerHeadText(head([], { statusMessage: "a\0b" }))).toThrow("control characters");
  });
});

describe("an answer's framing", () => {
  const rows: readonly [string, AnsweredHead, boolean, [boolean, boolean, boolean]][] = [
    ["a length", head(["Content-Length", "5"]), true, [false, true, true]],
    ["chunks", head(["transfer-encoding", "Chunked"]), true, [true, true, true]],
    ["chunks of another coding", head(["Transfer-Encoding", "gzip, chunked"]), true, [true, true, true]],
    ["another coding alone", head(["Transfer-Encoding", "gzip"]), true, [false, false, false]],
    ["nothing", head(["x", "1"]), true, [false, false, false]],
    ["no body", head(["Transfer-Encoding", "chunked"]), false, [false, true, true]],
    ["a close", head(["Content-Length", "5", "CONNECTION", "x, Close"]), true, [false, true, false]],
    [
      "a word that holds close",
      head(["Content-Length", "5", "Connection", "closed"]),
      true,
      [false, true, true],
    ],
    ["HTTP/1.0", head(["Content-Length", "5"], { httpVersion: "1.0" }), true, [false, true, false]],
    [
      "HTTP/1.0 that is kept",
      head(["Content-Length", "5", "Connection", "Keep-Alive"], { httpVersion: "1.0" }),
      true,
      [false, true, true],
    ],
  ];
  it.each(rows)("of %s", (_name, answered, hasBody, [chunked, delimited, persistent]) => {
    expect(answerFraming(answered, hasBody)).toEqual({ chunked, delimited, persistent });
  });
});
