import type { ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import {
  answerBytes,
  answerJson,
  answerRefusal,
  beginSaved,
  guardHeaders,
} from "../../src/inspector/answers.ts";

/** What an answer was written with. */
function written(answer: (response: ServerResponse) => void): {
  status: number;
  headers: object;
  text: string;
} {
  const stream = new PassThrough();
  const seen = { status: 0, headers: {}, text: "" };
  const response = Object.assign(stream, {
    writeHead: (status: number, headers: object) => Object.assign(seen, { status, headers }),
  });
  answer(response as unknown as ServerResponse);
  return { ...seen, text: String(stream.read() ?? "") };
}

describe("an answer", () => {
  it("is JSON with its length in bytes", () => {
    const { status, headers, text } = written((response) => answerJson(response, 200, { a: "é" }));
    expect([status, text]).toEqual([200, '{"a":"é"}']);
    expect(headers).toMatchObject({
      "Content-Type": "application/json; charset=utf-8",
      "Content-Length": "10",
    });
  });

  it("is bytes of a type", () => {
    const { headers } = written((response) =>
      answerBytes(response, 200, { type: "text/css", body: Buffer.from("a") }),
    );
    expect(headers).toMatchObject({ "Content-Type": "text/css", "X-Content-Type-Options": "nosniff" });
  });

  it("is a status alone for whoever may not ask", () => {
    const { status, headers, text } = written((response) => answerRefusal(response, 421));
    expect([status, text]).toEqual([421, ""]);
    expect(headers).toMatchObject({ "Content-Length": "0", Connection: "close" });
  });

  it("is saved and not shown where it holds what was captured", () => {
    const { headers } = written(beginSaved);
    expect(headers).toMatchObject({
      "Content-Type": "application/octet-stream",
      "Content-Disposition": "attachment",
      "Content-Security-Policy": "sandbox; default-src 'none'",
    });
  });

  it("allows nothing but the page's own files, and no way to make code of text", () => {
    expect(guardHeaders["Content-Security-Policy"]).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
  });
});
