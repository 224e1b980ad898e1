import { describe, expect, it } from "vitest";
import { captured, noRequest, textBody, unreadable, utf8AsLatin1 } from "../../src/inputs/input-exchange.ts";

describe("what readers give", () => {
  it("is a captured request with its notes", () => {
    expect(captured(noRequest, null, ["n"])).toMatchObject({
      origin: "captured",
      notes: ["n"],
      clientTexts: null,
    });
  });
  it("is a refusal with a code", () => {
    expect(unreadable("why")).toEqual({ code: "ERR_INPUT_UNREADABLE", message: "why" });
  });
});

describe("text", () => {
  it("becomes the latin1 text of its UTF-8 bytes", () => {
    expect(utf8AsLatin1("ü")).toBe("\xc3\xbc");
    expect(utf8AsLatin1("plain")).toBe("plain");
  });
  it("is a body with its hash", () => {
    expect(textBody("")).toMatchObject({
      bytes: 0,
      sha256Hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    });
  });
});
