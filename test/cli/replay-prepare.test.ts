import { describe, expect, it } from "vitest";
import type { PreparedChoice } from "../../src/cli/replay-prepare.ts";
import { preparedRequest } from "../../src/cli/replay-prepare.ts";
import { exampleKnowledge, signedExample, withHeader } from "../../src/diagnosis/example.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { headerValue } from "../../src/http/raw-headers.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";

const captured: PreparedChoice = { resign: "off", profile: null, region: null, service: null, headers: [] };
const signed: PreparedChoice = { ...captured, resign: "all" };
const { request } = signedExample({
  url: "https://examplebucket.s3.eu-west-1.amazonaws.com/a",
  region: "us-east-1",
});

function prepared(choice: PreparedChoice, of: CapturedRequest = request, knowledge = exampleKnowledge()) {
  return preparedRequest({ id: "7", request: of, verdict: "mismatch", before: null }, choice, knowledge);
}

const scopeOf = (result: ReturnType<typeof prepared>): string | undefined =>
  "refused" in result
    ? result.refused
    : /\d{8}\/(\S+)\/aws4_request/.exec(headerValue(result.request.headers, "authorization") ?? "")?.[1];

describe("a request prepared to be sent again", () => {
  it("is the captured one, or has a new signature for where its host is", () => {
    expect(prepared(captured)).toEqual({ request, signedBy: null });
    expect(scopeOf(prepared(signed))).toBe("eu-west-1/s3");
    expect(scopeOf(prepared({ ...captured, resign: "mismatch" }))).toBe("eu-west-1/s3");
    expect(scopeOf(prepared({ ...signed, region: "us-west-2", service: "s3express" }))).toBe(
      "us-west-2/s3express",
    );
  });

  it("takes the scope of its envelope where the host says nothing, and asks where nobody does", () => {
    const elsewhere = withHeader({ ...request, authority: "store.example.com" }, "Host", "store.example.com");
    expect(scopeOf(prepared(signed, elsewhere))).toBe("us-east-1/s3");
    const unsigned = withHeader(elsewhere, "Authorization", null);
    expect(scopeOf(prepared({ ...signed, profile: "dev" }, unsigned))).toMatch(/no secret is known/);
  });

  it("has its headers edited first", () => {
    const result = prepared({
      ...signed,
      headers: [
        ["x-amz-acl", "private"],
        ["HOST", "b.s3.amazonaws.com"],
      ],
    });
    if ("refused" in result) throw new Error(result.refused);
    expect(result.request.headers.slice(0, 1)).toEqual([["Host", "b.s3.amazonaws.com"]]);
    expect(headerValue(result.request.headers, "authorization")).toContain("host;x-amz-acl;");
  });

  it("is not signed for one host and sent to another", () => {
    const elsewhere = { ...request, authority: "collector.example" };
    expect(scopeOf(prepared(signed, elsewhere))).toBe(
      "7: its Host header names another host than it goes to; it is not signed again",
    );
    expect(prepared(captured, elsewhere)).toMatchObject({ signedBy: null });
    const withPort = { ...request, authority: "examplebucket.s3.eu-west-1.amazonaws.com:443" };
    expect(scopeOf(prepared(signed, withPort))).toBe("eu-west-1/s3");
  });

  it("is refused where a part of it is not at hand", () => {
    const hidden = withHeader(request, "x-amz-meta-a", "[redacted:4:0123456789ab]");
    expect(scopeOf(prepared(captured, hidden))).toMatch(
      /^7: the value of x-amz-meta-a was not kept; --resign/,
    );
    expect(scopeOf(prepared(signed, hidden))).toMatch(/^7: the value of x-amz-meta-a was not kept; give it/);
    const secretQuery = { ...request, target: "/a?p=[redacted:4:0123456789ab]" };
    expect(scopeOf(prepared(signed, secretQuery))).toMatch(/^7: a part of its query was not kept/);
    const bodiless = { ...request, body: { ...request.body, content: null } };
    expect(scopeOf(prepared(signed, bodiless))).toBe("7 cannot be signed again: its body was not kept whole");
    expect(scopeOf(prepared(signed, request, noKnowledge))).toMatch(/^7: no secret is known for its key id/);
  });
});
