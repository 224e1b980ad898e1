import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactedBody } from "../../src/evidence/body-redaction.ts";

const redaction = { mark: (value: string) => `[${value.length}]`, text: (text: string) => text };

function redacted(body: string, type = ""): string | null {
  return redactedBody(body, type, redaction);
}

describe("a body", () => {
  it("of JSON keeps its shape, its numbers and the texts of the list", () => {
    expect(redacted('{"TableName":"t","Key":{"id":{"S":"4711"}},"Limit":5,"On":true,"X":null}')).toBe(
      '{"TableName":"t","Key":{"id":{"S":"[4]"}},"Limit":5,"On":true,"X":null}',
    );
    expect(redacted('[{"password":"a"},"b"]')).toBe('[{"password":"[1]"},"[1]"]');
    expect(redacted('{"AKIAIOSFODNN7EXAMPLEAKIAIOSFODNN7":1}')).toBe('{"[33]":1}');
  });

  it("of XML loses attributes, comments and texts outside the list", () => {
    expect(
      redacted(
        '<?xml version="1.0"?><Error xmlns="http://s3.amazonaws.com/doc/"><Code>AccessDenied</Code><Key id="s">k</Key><!--c--></Error>',
      ),
    ).toBe(
      '<?xml version="1.0"?><Error xmlns="http://s3.amazonaws.com/doc/"><Code>AccessDenied</Code><Key>[1]</Key>[8]</Error>',
    );
    expect(redacted("<a><![CDATA[secret]]></a>")).toBe("<a>[18]</a>");
    expect(redacted('<!DOCTYPE a [<!ENTITY x "secret">]><a>&x;</a>')).toBeNull();
  });

  it("of XML is read in a time that grows with its length, whatever it opens and never closes", () => {
    const from = performance.now();
    for (const opening of ["<![CDATA[>", "<!--a>", "<?a>"])
      expect(redacted(`<a>${opening.repeat(25_000)}`)).toBeNull();
    expect(performance.now() - from).toBeLessThan(1000);
    expect(redacted("<a><Code/>secret</a>")).toBe("<a><Code/>[6]</a>");
  });

  it("of a form keeps names, counts and the values of the list", () => {
    expect(
      redacted(
        "Action=SendMessage&MessageBody=hi%20you&Max=10&Version=2012-11-05",
        "application/x-www-form-urlencoded; charset=utf-8",
      ),
    ).toBe("Action=SendMessage&MessageBody=[6]&Max=10&Version=2012-11-05");
    expect(redacted("Max=10&TokenCode=123456", "application/x-www-form-urlencoded")).toBe(
      "Max=10&TokenCode=[6]",
    );
  });

  it("of anything else is not kept", () => {
    for (const body of ["plain words", "{broken", "\u0000\u0001", "a=b"])
      expect(redacted(body, "text/plain")).toBeNull();
  });

  it("never shows a text that is not on the list, whatever is around it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const body = JSON.stringify({ around: value, secret: "Canary01xQ7vTz93Lm" });
        expect(redacted(body)).not.toContain("Canary01xQ7vTz93Lm");
      }),
    );
  });
});
