import { describe, expect, it } from "vitest";
import { presignedUrl } from "../../src/inputs/presigned-url.ts";

describe("presignedUrl", () => {
  it("is what a browser asks for", () => {
    expect(presignedUrl(' "https://b.s3.amazonaws.com/k?X-Amz-Signature=1" \n')).toMatchObject([
      {
        request: {
          method: "GET",
          authority: "b.s3.amazonaws.com",
          target: "/k?X-Amz-Signature=1",
          headers: [["Host", "b.s3.amazonaws.com"]],
        },
        origin: "captured",
      },
    ]);
  });
  it("refuses what is no URL", () => {
    expect(presignedUrl("two words")).toMatchObject({ code: "ERR_INPUT_UNREADABLE" });
  });
});
