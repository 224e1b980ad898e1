import { expect, it } from "vitest";
import { noBodyTools } from "../../src/diagnosis/body-tools.ts";
import type { BodyChange } from "../../src/diagnosis/body-variants.ts";
import { bodyVariants } from "../../src/diagnosis/body-variants.ts";
import { sha256Hex } from "../../src/http/digest.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";

/** What was changed after signing when `signed` went out as `sent`, or undefined when it is not among the variants. */
function difference(signed: string, sent: string, change: BodyChange = "changed"): string | undefined {
  const variants = bodyVariants(wholeBody(latin1Bytes(sent)), noBodyTools, change);
  return [...variants].find(({ sha256Hex: hash }) => hash === sha256Hex(signed))?.difference;
}

it("varies the end of the body", () => {
  expect(difference("text", "text\n")).toBe("a newline at the end was added after signing");
  expect(difference("text\n", "text")).toBe("a newline at the end was lost after signing");
  expect(difference("text\r\n", "text")).toBe("a CRLF at the end was lost after signing");
  expect(difference("text", "text\r\n")).toBe("a newline at the end was added after signing");
  expect(difference("text", " text ")).toBe("white space around the body was added after signing");
});

it("varies line ends and byte order marks", () => {
  expect(difference("a\nb\n", "a\r\nb\r\n")).toBe("LF line ends became CRLF after signing");
  expect(difference("a\r\nb\r\n", "a\nb\n")).toBe("CRLF line ends became LF after signing");
  expect(difference("\u00ef\u00bb\u00bftext", "text")).toBe("a byte order mark was lost after signing");
  expect(difference("text", "\u00ef\u00bb\u00bftext")).toBe("a byte order mark was added after signing");
});

it("varies what was written as JSON, as a form, as XML or as base64", () => {
  expect(difference('{"a": 1}', '{"a":1}')).toBe("the JSON was written again after signing");
  expect(difference('{"a":"1","b":"x y"}', "a=1&b=x+y")).toBe(
    "the fields were signed as JSON and sent as a form",
  );
  expect(difference("a=1&b=x+y", '{"a":1,"b":"x y"}')).toBe(
    "the fields were signed as a form and sent as JSON",
  );
  expect(difference("<a/>", '<?xml version="1.0"?><a/>')).toBe("an XML declaration was added after signing");
  expect(difference('{"a":1}', "eyJhIjoxfQ==")).toBe("the body was encoded as base64 after signing");
});

it("gives the body before its compression where a tool can undo it", () => {
  const tools = { inflated: () => latin1Bytes("plain") };
  const found = [...bodyVariants(wholeBody(latin1Bytes("packed")), tools, "changed")];
  expect(found.find(({ sha256Hex: hash }) => hash === sha256Hex("plain"))).toMatchObject({
    bytes: 5,
    difference: "the body was compressed after signing",
  });
});

it("gives the other kinds by themselves", () => {
  expect(difference("a=1%202", "a=1+2", "form")).toBe("the form was encoded in another way after signing");
  expect(difference("M\u00fcnchen", "M\u00c3\u00bcnchen", "charset")).toBe(
    "it was hashed as Latin-1 (binary)",
  );
  expect(difference("M\u00c3\u00bcnche", "M\u00c3\u00bcnchen", "length")).toBe(
    "only as many bytes were hashed as it has characters",
  );
});

it("makes a cut body whole again from what followed it", () => {
  const body = { ...wholeBody(latin1Bytes("M\u00c3\u00bcnche")), surplus: latin1Bytes("n") };
  const found = [...bodyVariants(body, noBodyTools, "length")].map(({ sha256Hex: hash }) => hash);
  expect(found).toContain(sha256Hex("M\u00c3\u00bcnchen"));
});

it("gives each body once and never the one that arrived", () => {
  const sent = '{"b":1,"a":"x"}';
  const hashes = [...bodyVariants(wholeBody(latin1Bytes(sent)), noBodyTools, "changed")].map(
    ({ sha256Hex: hash }) => hash,
  );
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashes).not.toContain(sha256Hex(sent));
});

it("gives nothing for a body that is empty or was not kept, and survives one that nests without end", () => {
  expect([...bodyVariants(wholeBody(latin1Bytes("")), noBodyTools, "changed")]).toEqual([]);
  expect([...bodyVariants({ bytes: 9, sha256Hex: "0", content: null }, noBodyTools, "changed")]).toEqual([]);
  const deep = wholeBody(latin1Bytes("[".repeat(50_000) + "]".repeat(50_000)));
  expect([...bodyVariants(deep, noBodyTools, "changed")].length).toBeGreaterThan(0);
});

it("tries only cheap changes on long bodies, and none on the longest", () => {
  const long = wholeBody(latin1Bytes(`{"a": "${"x".repeat(200_000)}"}`));
  expect([...bodyVariants(long, noBodyTools, "changed")].length).toBeLessThan(10);
  expect([...bodyVariants(long, noBodyTools, "form")]).toEqual([]);
  expect([...bodyVariants(wholeBody(new Uint8Array(4_194_305)), noBodyTools, "changed")]).toEqual([]);
});
