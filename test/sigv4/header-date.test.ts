import { describe, expect, it } from "vitest";
import { signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { headerDate } from "../../src/sigv4/header-date.ts";

const { request } = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
const undated = withHeader(request, "X-Amz-Date", null);

describe("the date of a header-signed request", () => {
  it("is that of x-amz-date before that of Date", () => {
    expect(headerDate(withHeader(request, "Date", "x"))).toEqual({
      text: "20260102T030405Z",
      source: "x-amz-date",
    });
    expect(headerDate(withHeader(undated, "Date", "x"))).toEqual({ text: "x", source: "date" });
  });

  it("is none without either header", () => {
    expect(headerDate(undated)).toEqual({ text: null, source: null });
  });
});
