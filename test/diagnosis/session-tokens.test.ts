import { describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { sentTokens } from "../../src/diagnosis/session-tokens.ts";
import { queryParameters } from "../../src/sigv4/canonical-query.ts";

const { request } = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/" });

describe("sentTokens", () => {
  it("finds them in headers of either name and in the query, decoded once", () => {
    const headers = [
      ["X-Amz-Security-Token", " one "],
      ["x-amz-s3session-token", "two"],
      ["X-Amz-Security-Token", ""],
    ] as const;
    const query = queryParameters("a=b&X-Amz-Security-Token=th%2Bree%252F&x-amz-security-token=");
    expect(sentTokens({ ...request, headers }, query)).toEqual([
      { place: "header", text: "one" },
      { place: "header", text: "two" },
      { place: "query", text: "th+ree%2F" },
    ]);
  });

  it("finds none where there is none", () => {
    expect(sentTokens(request, [])).toEqual([]);
  });
});
