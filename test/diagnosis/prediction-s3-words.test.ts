import { describe, expect, it } from "vitest";
import { withHeader } from "../../src/diagnosis/example.ts";
import { checkFacts } from "../../src/diagnosis/prediction-check.ts";
import {
  algorithmOf,
  argument,
  credentialText,
  malformedHeader,
  presigned,
  queryError,
  shownAuthorization,
  shownComponent,
} from "../../src/diagnosis/prediction-s3-words.ts";
import { factsOf } from "../support/prediction-facts.ts";

const url = "https://bucket.s3.us-east-1.amazonaws.com/key";

describe("S3's words", () => {
  it("have fixed shapes", () => {
    expect(malformedHeader("x")).toEqual({
      status: 400,
      code: "AuthorizationHeaderMalformed",
      message: "The authorization header is malformed; x",
      elements: [],
    });
    expect(queryError("x")).toMatchObject({
      status: 400,
      code: "AuthorizationQueryParametersError",
      message: "x",
    });
    expect(argument("m", "n", "v")).toEqual({
      status: 400,
      code: "InvalidArgument",
      message: "m",
      elements: [
        ["ArgumentName", "n"],
        ["ArgumentValue", "v"],
      ],
    });
  });

  it("tell a presigned URL from a header", () => {
    const link = checkFacts(factsOf({ url, presignedSeconds: 60 }), "s3");
    const header = checkFacts(factsOf({ url }), "s3");
    const nothing = checkFacts(
      factsOf({ url, sent: (request) => withHeader(request, "Authorization", null) }),
      "s3",
    );
    expect([presigned(link), presigned(header), presigned(nothing)]).toEqual([true, false, false]);
    expect([algorithmOf(link), algorithmOf(header), algorithmOf(nothing)]).toEqual([
      "AWS4-HMAC-SHA256",
      "AWS4-HMAC-SHA256",
      "",
    ]);
    expect(credentialText(link)).toBe("AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request");
    expect(credentialText(header)).toBe(credentialText(link));
  });

  it("repeat no credentials of another scheme, no signature and no secret", () => {
    expect(shownAuthorization("Bearer abc")).toBe("Bearer [redacted]");
    expect(shownAuthorization("x".repeat(50))).toBe("[redacted]");
    expect(
      shownAuthorization("AWS4-HMAC-SHA256 Credential=wJalr/XUtn/20260102/r/s3/aws4_request, Signature=00ff"),
    ).toBe("AWS4-HMAC-SHA256 Credential=wJal…/20260102/r/s3/aws4_request, Signature=[redacted]");
    expect(shownComponent("Signature=00ff=")).toBe("Signature=…");
  });
});
