import { describe, expect, it } from "vitest";
import { hexPairs } from "../../src/diagnosis/prediction-mismatch.ts";
import { keyedMark } from "../../src/evidence/keyed-mark.ts";
import { messageRedaction } from "../../src/evidence/message-redaction.ts";
import { redactionFor } from "../../src/report/redaction.ts";
import { plainRequest } from "../support/evidence.ts";

const mark = keyedMark(Buffer.alloc(32));

describe("the redaction of messages", () => {
  it("keeps names, order and duplicates of headers, and the values of the list", () => {
    const request = plainRequest([
      ["X-Own", "first-value"],
      ["x-own", "b"],
      ["Content-Type", "text/plain"],
    ]);
    const redaction = messageRedaction(
      { request, answerHeaders: [] },
      redactionFor(request, [], "short"),
      mark,
    );
    expect(redaction.headers(request.headers)).toEqual([
      ["Host", "dynamodb.us-east-1.amazonaws.com"],
      ["X-Own", mark("first-value")],
      ["x-own", mark("b")],
      ["Content-Type", "text/plain"],
    ]);
    expect(redaction.plain).toBe(false);
    expect(redaction.text("GET\n/\n\nx-own:first-value,b\n")).toBe(
      `GET\n/\n\nx-own:${mark("first-value,b")}\n`,
    );
    expect(redaction.text("the header says first-value")).toBe(`the header says ${mark("first-value")}`);
  });

  it("keeps the shape of a query, and what AWS's own parameters say", () => {
    const target =
      "/p?Action=List&token=abc&filter=long-enough-to-hide&n=5&flag&X-Amz-Signature=0123456789abcdef0123";
    const request = plainRequest([], "", target);
    const redaction = messageRedaction(
      { request, answerHeaders: [] },
      redactionFor(request, [], "short"),
      mark,
    );
    expect(redaction.target(target)).toBe(
      `/p?Action=List&token=${mark("abc")}&filter=${mark("long-enough-to-hide")}&n=5&flag&X-Amz-Signature=01234567…`,
    );
    expect(redaction.text("filter=long-enough-to-hide")).toBe(`filter=${mark("long-enough-to-hide")}`);
  });

  it("hides a short value by its name, wherever the query stands", () => {
    const target = "/p?pin=1234&n=1234&Auth%20Code=a%2Bb";
    const redaction = messageRedaction(
      { request: plainRequest([], "", target), answerHeaders: [] },
      redactionFor(plainRequest([], "", target), [], "short"),
      mark,
    );
    expect(redaction.plain).toBe(false);
    expect(redaction.text("GET\n/p\nAuth%20Code=a%2Bb&n=1234&pin=1234\n")).toBe(
      `GET\n/p\nAuth%20Code=${mark("a+b")}&n=1234&pin=${mark("1234")}\n`,
    );
    expect(redaction.text("pin=12345 spin=1234")).toBe("pin=12345 spin=1234");
  });

  it("hides what a signature covers of a form, and bytes that are shown as hex pairs", () => {
    const request = plainRequest([["X-Own", "first-value"]]);
    const redaction = messageRedaction(
      {
        request,
        answerHeaders: [],
        fields: [
          { name: "Action", value: "SendMessage" },
          { name: "MessageBody", value: "our%20own%20words" },
        ],
      },
      redactionFor(request, [], "short"),
      mark,
    );
    expect(redaction.text("POST\nsqs\n/\nAction=SendMessage&MessageBody=our%20own%20words")).toBe(
      `POST\nsqs\n/\nAction=SendMessage&MessageBody=${mark("our%20own%20words")}`,
    );
    expect(redaction.text(hexPairs("GET\n/\n\nx-own:first-value\n"))).toBe(
      hexPairs(`GET\n/\n\nx-own:${mark("first-value")}\n`),
    );
    expect([redaction.hides("x-own"), redaction.hides("host")]).toEqual([true, false]);
  });

  it("changes nothing where there is nothing to hide", () => {
    const request = plainRequest([["X-Amz-Target", "DynamoDB_20120810.GetItem"]]);
    const redaction = messageRedaction(
      { request, answerHeaders: [] },
      redactionFor(request, [], "short"),
      mark,
    );
    expect(redaction.plain).toBe(true);
    expect(redaction.target("/")).toBe("/");
  });
});
