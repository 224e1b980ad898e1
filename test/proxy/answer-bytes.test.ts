import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { AnswerBytes } from "../../src/proxy/answer-bytes.ts";

/** Whether the pieces are one whole answer; the parser's reading of it is given. */
function whole(
  pieces: readonly string[],
  rawHeaders: string[],
  { method = "GET", statusCode = 200 } = {},
): boolean {
  const bytes = new AnswerBytes();
  for (const piece of pieces) bytes.add(Buffer.from(piece, "latin1"));
  return bytes.endWith({ httpVersion: "1.1", statusCode, rawHeaders } as unknown as IncomingMessage, method);
}

describe("the bytes of an answer", () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
  const length = ["Content-Length", "4"];
  it("of a length end with its last byte, however they are cut", () => {
    const text = `${head}body`;
    expect(whole([text], length)).toBe(true);
    expect(whole([...text], length)).toBe(true);
    for (let at = 1; at < text.length; at += 1) {
      expect(whole([text.slice(0, at), text.slice(at)], length)).toBe(true);
      expect(whole([text.slice(0, at), `${text.slice(at)}H`], length)).toBe(false);
    }
  });
  it("show what comes behind, also where body and excess look like the end of a head", () => {
    expect(whole([`${head}body\r\n\r\n`], length)).toBe(false);
    expect(whole([`${head}\r\n\r\n\r\n\r\n`], length)).toBe(false);
    expect(whole([`${head}\r\n\r\n`], length)).toBe(true);
    expect(whole([`${head}bod`], length)).toBe(false);
  });
  it("hold the informational heads before it", () => {
    const early = "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n";
    expect(whole([`${early}${early}${head}body`], length)).toBe(true);
    expect(whole([early, early.slice(0, 9), `${early.slice(9)}${head}bo`, "dy"], length)).toBe(true);
    expect(whole([early, `${head}body!`], length)).toBe(false);
    expect(whole([early], length)).toBe(false);
  });
  it("without a body end with the head", () => {
    expect(whole([head], length, { method: "HEAD" })).toBe(true);
    expect(whole([`${head}body`], length, { method: "HEAD" })).toBe(false);
    expect(whole(["HTTP/1.1 304 \r\n\r\n"], length, { statusCode: 304 })).toBe(true);
    expect(whole(["HTTP/1.1 204 \r\n\r\nx"], [], { statusCode: 204 })).toBe(false);
  });
  it("in chunks end with a blank line", () => {
    const chunked = ["Transfer-Encoding", "chunked"];
    const text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
    expect(whole([text], chunked)).toBe(true);
    expect(whole([text.slice(0, -1), "\n"], chunked)).toBe(true);
    expect(whole([`${text}HTT`], chunked)).toBe(false);
  });
  it.each([
    ["HTTP/1.1 200 OK\r\nA: b\r\n\r\n", false],
    ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\n\r\nbody\rbody", false],
    ["HTTP/1.1 200\r\r\r\n", true],
    ["HTTP/1.1 200\r\rContent-Length: 2\r\n\r\nok", true],
    ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\r\r\n", true],
  ])("tell a status line that ends otherwise than with CR LF: %j", (text, broken) => {
    for (let at = 0; at <= text.length; at += 1) {
      const bytes = new AnswerBytes();
      for (const piece of [text.slice(0, at), text.slice(at)]) bytes.add(Buffer.from(piece, "latin1"));
      expect(bytes.hasBrokenLine).toBe(broken);
    }
  });
});
