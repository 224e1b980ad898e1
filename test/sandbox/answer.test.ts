import { describe, expect, it } from "vitest";
import { emptyAnswer, jsonAnswer, xmlAnswer } from "../../src/sandbox/answer.ts";

describe("an answer", () => {
  it("is empty, XML with its declaration, or JSON with its content type", () => {
    expect(emptyAnswer(204)).toEqual({ status: 204, headers: [], body: new Uint8Array(0) });
    const xml = xmlAnswer(200, "<a>ü</a>", [["x", "y"]]);
    expect([xml.headers, new TextDecoder().decode(xml.body)]).toEqual([
      [
        ["Content-Type", "application/xml"],
        ["x", "y"],
      ],
      '<?xml version="1.0" encoding="UTF-8"?>\n<a>ü</a>',
    ]);
    const json = jsonAnswer(400, { a: 1 }, "application/json");
    expect([json.status, json.headers, new TextDecoder().decode(json.body)]).toEqual([
      400,
      [["Content-Type", "application/json"]],
      '{"a":1}',
    ]);
  });
});
