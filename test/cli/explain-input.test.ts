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
    expect(parsedInput(Buffer.from(text), any)).toMatchObject({
      request: { method: "PUT", target: "/k", scheme: "https", body: { bytes: 2 } },
      response: { status: 200 },
      surplusBytes: 3,
    });
  });

  it("takes the scheme that was asked for", () => {
    const read = parsedInput(Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), {
      scheme: "http",
      format: null,
    });
    expect(read).toMatchObject({ request: { scheme: "http" } });
  });

  it.each([
    ["", "ERR_INPUT_EMPTY", "the input is empty"],
    [
      '{"log":{}}',
      "ERR_INPUT_UNREADABLE",
      "the input is a HAR file; reading it comes with a later release. This release reads raw HTTP/1.1 requests (--format http)",
    ],
    [
      "hello",
      "ERR_INPUT_UNREADABLE",
      "the input is nothing that is known. This release reads raw HTTP/1.1 requests (--format http)",
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

  it("tries what it is told is a request, and refuses formats of later releases by name", () => {
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
    expect(await readInput("a.http", any, folder)).toMatchObject({ request: { method: "GET" } });
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
