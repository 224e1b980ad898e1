import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parsedInput, readInput } from "../../src/cli/explain-input.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("input");
const any = { scheme: null, format: null };

describe("parsedInput", () => {
  it("reads a request with its response and counts bytes beyond the framing", () => {
    const text =
      "PUT /k HTTP/1.1\r\nHost: b.s3.amazonaws.com\r\nContent-Length: 2\r\n\r\nabXYZ\r\n%%%\r\nHTTP/1.1 200 OK\r\n\r\n";
    expect(parsedInput(Buffer.from(text), any)).toMatchObject([
      {
        request: { method: "PUT", target: "/k", scheme: "https", body: { bytes: 2 } },
        response: { status: 200 },
        notes: ["3 bytes follow the body that its framing does not account for"],
      },
    ]);
  });

  it("takes the scheme that was asked for", () => {
    const read = parsedInput(Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), {
      scheme: "http",
      format: null,
    });
    expect(read).toMatchObject([{ request: { scheme: "http" } }]);
  });

  it.each([
    ["curl https://b.s3.amazonaws.com/k", "captured"],
    ["https://b.s3.amazonaws.com/k?X-Amz-Signature=1", "captured"],
    ['{"log":{"entries":[{"request":{"method":"GET","url":"https://x/","headers":[]}}]}}', "captured"],
    ["<Error><Code>AccessDenied</Code></Error>", "none"],
    ["HTTP/1.1 403 Forbidden\r\n\r\n", "none"],
    ["DEBUG CanonicalRequest:\nGET\n/\n\nhost:x\n\nhost\nUNSIGNED-PAYLOAD\n", "client-texts"],
    ["> GET / HTTP/1.1\n> Host: x\n>\n< HTTP/1.1 200 OK\n<\n", "captured"],
    ["botocore.exceptions.ClientError: An error occurred (SignatureDoesNotMatch) when calling", "none"],
  ])("reads %j", (text, origin) => {
    expect(parsedInput(Buffer.from(text), any)).toMatchObject([{ origin }]);
  });

  it("never throws", () => {
    const nested = "[".repeat(200_000);
    for (const format of [
      "http",
      "har",
      "curl",
      "presigned-url",
      "error-body",
      "debug-log",
      "examinations",
      "response",
    ]) {
      for (const text of [nested, "\0\xff", "curl '", "{", '{"log":{"entries":[[]]}}', "%%%\n%%%\n"])
        expect(() => parsedInput(Buffer.from(text, "latin1"), { scheme: null, format })).not.toThrow();
    }
  });

  it.each([
    ["", "ERR_INPUT_EMPTY", "the input is empty"],
    ['{"log":{}}', "ERR_INPUT_UNREADABLE", "the input is no HAR file: it has no log with a list of entries"],
    [
      "hello",
      "ERR_INPUT_UNREADABLE",
      "the input is nothing that is known; it is no input of explain (see --format)",
    ],
    [
      "SQLite format 3\0",
      "ERR_INPUT_UNREADABLE",
      "the input is a countersign evidence file; name its path, without --format (see --format)",
    ],
    ["GET / HTTP/1.1\nno colon\n\n", "ERR_INPUT_UNREADABLE", "one of its header lines has no colon"],
    [
      "GET / HTTP/1.1\nHost: x\n\n%%%\nnonsense\n",
      "ERR_INPUT_UNREADABLE",
      "what follows the separator %%% does not begin with an HTTP status line",
    ],
  ])("refuses %j", (text, code, message) => {
    expect(parsedInput(Buffer.from(text), any)).toMatchObject({ code, message });
  });

  it("tries what it is told, and refuses formats that there are none of", () => {
    expect(parsedInput(Buffer.from("hello"), { scheme: null, format: "http" })).toMatchObject({
      message: "its first line is no HTTP request line",
    });
    expect(parsedInput(Buffer.from("x"), { scheme: null, format: "har" })).toMatchObject({
      code: "ERR_INPUT_UNREADABLE",
    });
    expect(parsedInput(Buffer.from("x"), { scheme: null, format: "constructor" })).toMatchObject({
      code: "ERR_INPUT_UNREADABLE",
    });
  });
});

describe("readInput", () => {
  it("reads a file of the working folder and says why another cannot be read", async () => {
    writeFileSync(join(folder, "a.http"), "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    expect(await readInput("a.http", any, folder)).toMatchObject([{ request: { method: "GET" } }]);
    expect(await readInput("none.http", any, folder)).toEqual({
      code: "ERR_FILE_UNREADABLE",
      message: "the file cannot be read: there is no such file",
    });
    expect(await readInput(".", any, folder)).toEqual({
      code: "ERR_FILE_UNREADABLE",
      message: "it is a folder; name its files",
    });
  });
});
