import { describe, expect, it } from "vitest";
import { presignTokenInSignedheaders } from "../../../src/diagnosis/findings/presign-token-in-signedheaders.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const id = "presign-token-in-signedheaders";
const sessionToken = "IQoJb3JpZ2luX2VjEXAMPLE+TOKEN";
const recipe = {
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
  sessionToken,
  presignedSeconds: 60,
  headers: [["X-Amz-Security-Token", sessionToken]],
  sent: (request) => ({
    ...request,
    headers: request.headers.filter(([name]) => name !== "X-Amz-Security-Token"),
  }),
} satisfies Parameters<typeof causesOf>[0];

describe(id, () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(presignTokenInSignedheaders.example())).causes).toEqual([id]);
  });

  it("is seen where the line held the token: S3 reads it from the query", async () => {
    expect(await causesOf(recipe)).toEqual([id]);
  });

  it("is proven where the line was empty, or left out", async () => {
    expect(await causesOf({ ...recipe, headers: [["X-Amz-Security-Token", ""]] })).toEqual([id]);
    const causes = await causesOf({
      ...recipe,
      signedInput: (input) => ({
        ...input,
        headers: input.headers.filter(({ name }) => name !== "x-amz-security-token"),
      }),
    });
    expect(causes).toEqual([id]);
  });

  it("is silent where the header is sent", async () => {
    const { sent: _, ...whole } = recipe;
    expect((await findingsOf(whole)).filter((finding) => finding.startsWith(id))).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(presignTokenInSignedheaders)).toEqual([]);
  });
});
