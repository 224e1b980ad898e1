import { describe, expect, it } from "vitest";
import { httpMessages, loneResponse } from "../../src/inputs/http-messages.ts";

const any = { scheme: null };

function read(text: string): unknown {
  return httpMessages(Buffer.from(text, "latin1"), any);
}

describe("httpMessages", () => {
  it("reads requests one after another, each with the answer behind it", () => {
    const text =
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n\n%%%\nHTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno\n%%%\nGET /2 HTTP/1.1\nHost: b\n\n%%%\nPUT /3 HTTP/1.1\nHost: c\nContent-Length: 3\n\nabc\n%%%\nHTTP/1.1 200 OK\n\n";
    expect(read(text)).toMatchObject([
      { request: { target: "/1" }, response: { status: 403, body: { bytes: 2 } } },
      { request: { target: "/2" }, response: null },
      { request: { target: "/3", body: { bytes: 3 } }, response: { status: 200 } },
    ]);
  });
  it("says what it could not read behind the first two, and keeps those", () => {
    const text = "GET /1 HTTP/1.1\nHost: a\n\n%%%\nGET /2 HTTP/1.1\nHost: b\n\n%%%\nnonsense here too\n";
    expect(read(text)).toMatchObject([
      { notes: [] },
      { notes: ["a later part of the input cannot be read: its first line is no HTTP request line"] },
    ]);
  });
  it("refuses what is no message", () => {
    expect(read("GET / HTTP/1.1\nHost: x\n\n%%%\nnonsense\n")).toEqual({
      code: "ERR_INPUT_UNREADABLE",
      message: "what follows the separator %%% does not begin with an HTTP status line",
    });
    expect(read("\n\n")).toEqual({ code: "ERR_INPUT_EMPTY", message: "the input is empty" });
  });
  it("counts bytes that do not fit the framing", () => {
    expect(read("PUT / HTTP/1.1\nHost: a\nContent-Length: 5\n\nabc")).toMatchObject([
      { notes: ["the body is 2 bytes shorter than its framing says"] },
    ]);
  });
  it("takes the hash of a body that the paste left out from the answer", () => {
    const hash = "48a38266faf90970d6c7fea9b15e6ba366e5f6397c2970fc893f8a7b5e207bd0";
    const answer = `The Canonical String for this request should have been\n'POST\n/\n\ncontent-type:text/plain\nhost:a\n\ncontent-type;host\n${hash}'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20200706T224201Z\n20200706/us-east-2/sqs/aws4_request\n${hash}'`;
    const text = `POST / HTTP/1.1\nHost: a\nContent-Type: text/plain\n\n%%%\nHTTP/1.1 403 Forbidden\n\n${answer}`;
    expect(read(text)).toMatchObject([
      {
        request: { body: { sha256Hex: hash, content: null } },
        notes: ["the body is not in the input: its hash is taken from the answer"],
      },
    ]);
  });
});

describe("loneResponse", () => {
  it("is an answer without its request", () => {
    expect(loneResponse("HTTP/1.1 403 Forbidden\n\n<Error/>")).toMatchObject([
      { origin: "none", response: { status: 403 }, request: { method: "" } },
    ]);
    expect(loneResponse("nonsense")).toMatchObject({ code: "ERR_INPUT_UNREADABLE" });
  });
});
