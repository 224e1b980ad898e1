import { describe, expect, it } from "vitest";
import { wholeBody } from "../../src/http/http-message.ts";
import { readAuthorizationHeader } from "../../src/sigv4/authorization-header.ts";

const credential = "AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request";
const request = {
  method: "GET",
  scheme: "https" as const,
  authority: "iam.amazonaws.com",
  target: "/",
  httpVersion: "1.1",
  headers: [
    ["Host", "iam.amazonaws.com"],
    ["X-Amz-Date", "20150830T123600Z"],
  ] as const,
  body: wholeBody(new Uint8Array()),
  connection: null,
  receivedAtEpochMs: null,
};
const read = (text: string) => readAuthorizationHeader(request, text);

describe("Authorization header", () => {
  it("reads the strict form", () => {
    const reading = read(
      `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=abc`,
    );
    expect(reading).toMatchObject({
      kind: "read",
      envelope: {
        accessKeyId: "AKIDEXAMPLE",
        signedHeaders: ["host", "x-amz-date"],
        providedSignature: "abc",
        irregularities: [],
        amzDate: "20150830T123600Z",
      },
    });
  });
  it("reads commas without blanks as strict too", () => {
    expect(read(`AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=host,Signature=abc`)).toMatchObject({
      kind: "read",
      envelope: { irregularities: [] },
    });
  });
  it.each([
    [
      `AWS4-HMAC-SHA256  Credential=${credential}, SignedHeaders=host, Signature=abc`,
      ["blanks-after-algorithm"],
    ],
    [
      `AWS4-HMAC-SHA256 SignedHeaders=host, Credential=${credential}, Signature=abc`,
      ["components-out-of-order"],
    ],
    [
      `AWS4-HMAC-SHA256 Credential=${credential} SignedHeaders=host Signature=abc`,
      ["components-not-separated-by-comma"],
    ],
  ])("forgives and names what is irregular in %j", (text, irregularities) => {
    expect(read(text)).toMatchObject({ kind: "read", envelope: { irregularities } });
  });
  it("joins the halves of a signature that white space splits", () => {
    const reading = read(
      `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=12ab 34cd`,
    );
    expect(reading).toMatchObject({
      kind: "malformed",
      reasons: [{ reason: "component-not-key-value", text: "34cd" }],
      lenient: { providedSignature: "12ab34cd" },
    });
  });
  it("keeps a vertical tab within the names of signed headers", () => {
    const text = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-a\u000b;x-b, Signature=abc`;
    expect(read(text)).toMatchObject({
      kind: "read",
      envelope: { signedHeaders: ["host", "x-a\u000b", "x-b"], irregularities: [] },
    });
  });
  it("takes the last of a repeated component", () => {
    expect(
      read(`AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=one, Signature=two`),
    ).toMatchObject({
      envelope: { providedSignature: "two", irregularities: expect.arrayContaining(["component-repeated"]) },
    });
  });
  it("lists the missing components in AWS's order", () => {
    expect(read("AWS4-HMAC-SHA256 ")).toMatchObject({
      kind: "malformed",
      reasons: [{ component: "Credential" }, { component: "SignedHeaders" }, { component: "Signature" }],
      lenient: null,
    });
  });
  it("refuses a loose token and reads it forgivingly all the same", () => {
    const reading = read(`AWS4-HMAC-SHA256 Credential= ${credential}, SignedHeaders=host, Signature=abc`);
    expect(reading).toMatchObject({
      kind: "malformed",
      reasons: [{ reason: "component-not-key-value", text: credential }],
      lenient: { accessKeyId: "AKIDEXAMPLE" },
    });
  });
  it("counts the elements of a credential", () => {
    expect(read("AWS4-HMAC-SHA256 Credential=A/B/C, SignedHeaders=host, Signature=abc")).toMatchObject({
      kind: "malformed",
      reasons: [{ reason: "credential-arity", parts: 3 }],
    });
  });
  it("names an algorithm it does not know", () => {
    expect(read(`AWS4-HMAC-SHA25 Credential=${credential}, SignedHeaders=host, Signature=abc`)).toMatchObject(
      { kind: "malformed", reasons: [{ reason: "algorithm-unsupported", algorithm: "AWS4-HMAC-SHA25" }] },
    );
  });
  it("misses a date", () => {
    const dateless = { ...request, headers: [["Host", "h"]] as const };
    expect(
      readAuthorizationHeader(
        dateless,
        `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=abc`,
      ),
    ).toMatchObject({ kind: "malformed", reasons: [{ reason: "date-missing" }] });
  });
});
