import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MessagePair } from "../../src/http/http-message.ts";
import {
  latin1,
  latin1Bytes,
  parseHttpMessage,
  parseHttpResponse,
  wholeBody,
} from "../../src/http/http-message.ts";

function read(text: string, scheme: "http" | "https" | null = null): MessagePair {
  const parsed = parseHttpMessage(latin1Bytes(text), { scheme });
  if ("refusal" in parsed) throw new Error(parsed.refusal);
  return parsed;
}

describe("raw HTTP message", () => {
  it("reads a request with its exact bytes", () => {
    const { request } = read(
      "PUT /a%20b?c HTTP/1.1\r\nHost: h.example\r\nX-Two:  a  b \r\nx-two:\r\nContent-Length: 3\r\n\r\nabc",
    );
    expect(request.method).toBe("PUT");
    expect(request.target).toBe("/a%20b?c");
    expect(request.authority).toBe("h.example");
    expect(request.headers).toEqual([
      ["Host", "h.example"],
      ["X-Two", "a  b"],
      ["x-two", ""],
      ["Content-Length", "3"],
    ]);
    expect(request.body).toEqual({
      bytes: 3,
      sha256Hex: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      content: Buffer.from("abc"),
    });
    expect(request.scheme).toBe("https");
  });
  it("takes http for a loopback host, an absolute target or by option", () => {
    expect(read("GET / HTTP/1.1\nHost: localhost:9000\n\n").request.scheme).toBe("http");
    expect(read("GET http://h.example/ HTTP/1.1\nHost: h.example\n\n").request.scheme).toBe("http");
    expect(read("GET / HTTP/1.1\nHost: h.example\n\n", "http").request.scheme).toBe("http");
    expect(read("GET / HTTP/1.1\nHost: localhost.example\n\n").request.scheme).toBe("https");
  });
  it("takes the body up to the separator where nothing says its length", () => {
    const { request, response } = read(
      "POST / HTTP/1.1\nHost: h\n\nabc\n%%%\nHTTP/1.1 403 Forbidden\nContent-Length: 2\n\nno",
    );
    expect(latin1(request.body.content ?? new Uint8Array())).toBe("abc");
    expect(response?.status).toBe(403);
    expect(response?.reason).toBe("Forbidden");
    expect(latin1(response?.body.content ?? new Uint8Array())).toBe("no");
  });
  it("takes the line break before the separator as its own, not the body's", () => {
    expect(
      read("POST / HTTP/1.1\r\nHost: h\r\n\r\nabc\n\r\n%%%\r\nHTTP/1.1 200 OK\r\n\r\n").request.body.bytes,
    ).toBe(4);
  });
  it("does not take %%% inside a body of known length for the separator", () => {
    const { request, response } = read(
      "POST / HTTP/1.1\nHost: h\nContent-Length: 7\n\na\n%%%\nb\n%%%\nHTTP/1.1 200 OK\n\n",
    );
    expect(latin1(request.body.content ?? new Uint8Array())).toBe("a\n%%%\nb");
    expect(response?.status).toBe(200);
  });
  it("finds the separator right behind the head", () => {
    expect(
      read("GET / HTTP/1.1\r\nHost: h\r\n\r\n%%%\r\nHTTP/1.1 204 No Content\r\n\r\n").response?.status,
    ).toBe(204);
    expect(read("GET / HTTP/1.1\r\nHost: h\r\n%%%\r\nHTTP/1.1 204\r\n\r\n").response?.status).toBe(204);
  });
  it("reports bytes behind the body and bytes that are missing", () => {
    expect(read("POST / HTTP/1.1\nHost: h\nContent-Length: 3\n\nabcde").surplusBytes).toBe(2);
    expect(read("POST / HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc\n").surplusBytes).toBe(0);
    expect(read("POST / HTTP/1.1\nHost: h\nContent-Length: 9\n\nabc").missingBytes).toBe(6);
  });
  it("undoes chunked transfer coding", () => {
    const { request } = read(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nA: b\r\n\r\n",
    );
    expect(latin1(request.body.content ?? new Uint8Array())).toBe("abcd");
  });
  it("unfolds a folded header to one blank", () => {
    expect(read("GET / HTTP/1.1\nHost: h\nA: 1\n   2\n\n").request.headers[1]).toEqual(["A", "1 2"]);
  });
  it.each([
    ["", "empty"],
    ["  \r\n \n", "empty"],
    ["nonsense", "no-request-line"],
    ["GET / HTTP/1.1\nHost\n\n", "header-without-colon"],
    ["GET / HTTP/1.1\nHost: h\n\n%%%\nnot http", "no-status-line"],
  ])("refuses %j with a reason", (text, refusal) => {
    expect(parseHttpMessage(latin1Bytes(text), { scheme: null })).toMatchObject({ refusal });
  });
  it("reads a response alone", () => {
    expect(parseHttpResponse("HTTP/1.1 200 Fine Weather\r\nA: b\r\n\r\nx")).toMatchObject({
      status: 200,
      reason: "Fine Weather",
      headers: [["A", "b"]],
    });
  });
  it("never throws on any bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        (bytes) => void parseHttpMessage(bytes, { scheme: null }),
      ),
      { numRuns: 2000, seed: 7 },
    );
    const lines = fc.constantFrom(
      "GET / HTTP/1.1",
      "Host: h",
      "",
      "%%%",
      "Content-Length: 5",
      "Transfer-Encoding: chunked",
      "ffffffff",
      "3",
      "abc",
      " x",
      "HTTP/1.1 200 OK",
    );
    fc.assert(
      fc.property(
        fc.array(lines, { maxLength: 12 }),
        (parts) => void parseHttpMessage(latin1Bytes(parts.join("\r\n")), { scheme: null }),
      ),
      { numRuns: 2000, seed: 8 },
    );
  });
  it("hashes a whole body", () => {
    expect(wholeBody(new Uint8Array()).sha256Hex).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });
});
