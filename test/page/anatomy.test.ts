import { describe, expect, it } from "vitest";
import type { Anatomy } from "../../src/page/anatomy.ts";
import { anatomyOf, partWords } from "../../src/page/anatomy.ts";
import { inspectedSample } from "../support/inspector-fixture.ts";

const { examination } = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });

function headerAnatomy(value: string): Anatomy | null {
  const request = { ...examination.request, headers: [["Authorization", value] as const] };
  return anatomyOf({ request, envelope: examination.envelope });
}

const joined = (anatomy: Anatomy | null): string => anatomy?.pieces.map(({ text }) => text).join("") ?? "";

describe("the anatomy of an envelope", () => {
  it("names the parts of the header", () => {
    const value =
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=a3f39202…";
    const anatomy = headerAnatomy(value);
    expect(anatomy?.place).toBe("Authorization");
    expect(
      anatomy?.pieces.filter(({ part }) => part !== "plain").map(({ part, text }) => [part, text]),
    ).toEqual([
      ["algorithm", "AWS4-HMAC-SHA256"],
      ["access-key", "AKIAIOSFODNN7EXAMPLE"],
      ["date", "20260102"],
      ["region", "us-east-1"],
      ["service", "s3"],
      ["terminator", "aws4_request"],
      ["signed-headers", "host;x-amz-date"],
      ["signature", "a3f39202…"],
    ]);
    expect(joined(anatomy)).toBe(value);
  });

  it("names the parts of a presigned query", () => {
    const target =
      "/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20260102%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&other=1&X-Amz-Signature=ab";
    const anatomy = anatomyOf({
      request: { ...examination.request, target, headers: [] },
      envelope: { ...examination.envelope, form: "presigned-url" },
    });
    expect(anatomy?.place).toBe("query");
    expect(anatomy?.pieces.filter(({ part }) => part !== "plain").map(({ part }) => part)).toEqual([
      "algorithm",
      "access-key",
      "date",
      "region",
      "service",
      "terminator",
      "time",
      "expires",
      "signed-headers",
      "signature",
    ]);
    expect(joined(anatomy)).toBe(target);
  });

  it.each([
    "",
    "AWS4-HMAC-SHA256",
    "AWS4-HMAC-SHA256 Credential=",
    "AWS4-X Credential=a/b/c Signature=",
    "Bearer x",
    "AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f/g,,Signature===",
  ])("leaves nothing out of %j", (value) => {
    expect(joined(headerAnatomy(value))).toBe(value);
  });

  it("is none where there is no envelope", () => {
    expect(
      anatomyOf({ request: { ...examination.request, headers: [] }, envelope: examination.envelope }),
    ).toBeNull();
  });

  it("says of each part what it is", () => {
    expect(Object.values(partWords).every(({ name, says }) => name !== "" && says.endsWith("."))).toBe(true);
  });
});
