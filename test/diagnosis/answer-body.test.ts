import { describe, expect, it } from "vitest";
import { answerBody, bareErrorType } from "../../src/diagnosis/answer-body.ts";

describe("answerBody", () => {
  it("keeps elements in order and the first of a name", () => {
    const read = answerBody(
      "<Error><Code>A</Code><Code>B</Code><Message>m</Message><Region>r</Region></Error>",
    );
    expect(read.code).toBe("A");
    expect([...read.elements.keys()]).toEqual(["Code", "Message", "Region"]);
  });

  it("keeps at most 64 elements", () => {
    expect(
      answerBody(
        `<Error>${Array.from({ length: 100 }, (_, index) => `<E${index}>x</E${index}>`).join("")}</Error>`,
      ).elements.size,
    ).toBe(64);
  });

  it("reads nothing out of nothing", () => {
    expect(answerBody("\xef\xbb\xbf  ")).toEqual({ code: null, message: null, elements: new Map() });
  });

  it("survives JSON nested deeply", () => {
    expect(answerBody(`${"[".repeat(200_000)}`).code).toBeNull();
    expect(answerBody(`${'{"error":'.repeat(50)}{"code":"X"}${"}".repeat(50)}`).code).toBeNull();
  });
});

describe("bareErrorType", () => {
  it.each([
    ["InvalidSignatureException", "InvalidSignatureException"],
    ["com.amazon.coral.service#InvalidSignatureException", "InvalidSignatureException"],
    ["#SignatureDoesNotMatch", "SignatureDoesNotMatch"],
    ["Name:http://internal.amazon.com/coral/x#y", "Name"],
    ["", null],
  ])("cuts %s", (text, name) => {
    expect(bareErrorType(text)).toBe(name);
  });
});
