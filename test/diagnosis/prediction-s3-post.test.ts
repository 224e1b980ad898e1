import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { Example } from "../../src/diagnosis/example.ts";
import type { PostRecipe } from "../../src/diagnosis/example-post.ts";
import { postExample, withField } from "../../src/diagnosis/example-post.ts";
import { serverPrediction } from "../../src/diagnosis/predict.ts";
import type { Prediction } from "../../src/diagnosis/prediction.ts";
import { s3PostChecks } from "../../src/diagnosis/prediction-s3-post.ts";

function predicted(recipe: PostRecipe): Prediction {
  const example: Example = postExample(recipe);
  const { request, knowledge, nowEpochMs } = example;
  const subject = { id: "x", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs };
  return serverPrediction(examine(subject, createExaminer(knowledge)), knowledge, nowEpochMs);
}

describe("S3's answers to a browser's form", () => {
  it("is success for a right one, of either version", () => {
    expect(predicted({})).toMatchObject({ dialect: "s3", status: 200, code: null });
    expect(predicted({ version: 2 })).toMatchObject({ dialect: "s3", status: 200, code: null });
  });

  it("asks for a missing field in AWS's own spelling, with two blanks", () => {
    const recipe: PostRecipe = {
      posted: (fields) => fields.filter(({ name }) => name !== "x-amz-signature"),
    };
    expect(predicted(recipe)).toMatchObject({
      status: 400,
      code: "InvalidArgument",
      message:
        "Bucket POST must contain a field named 'X-Amz-Signature'.  If it is specified, please check the order of the fields.",
      elements: [
        ["ArgumentName", "X-Amz-Signature"],
        ["ArgumentValue", ""],
      ],
    });
  });

  it("shows the policy as the string to sign of a mismatch, and puts that before everything in the policy", () => {
    const prediction = predicted({ secret: "another", expiration: "2020-01-01T00:00:00Z" });
    expect(prediction.code).toBe("SignatureDoesNotMatch");
    expect(prediction.elements.map(([name]) => name)).toEqual([
      "AWSAccessKeyId",
      "StringToSign",
      "SignatureProvided",
      "StringToSignBytes",
    ]);
    expect(atob(prediction.elements[1]?.[1] ?? "")).toContain('"expiration":"2020-01-01T00:00:00Z"');
  });

  it("words what is wrong with the credential as an argument", () => {
    const recipe: PostRecipe = {
      posted: (fields) =>
        withField(fields, "x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20260102/eu-west-1/s3/aws4_request"),
    };
    expect(predicted(recipe)).toMatchObject({
      status: 400,
      code: "InvalidArgument",
      message: "the region 'eu-west-1' is wrong; expecting 'us-east-1'",
    });
  });

  it.each([
    [{ expiration: "2026-01-02T03:00:00Z" }, 403, "Invalid according to Policy: Policy expired."],
    [
      { conditions: [["starts-with", "$key", "user/anna/"]] },
      403,
      'Invalid according to Policy: Policy Condition failed: ["starts-with", "$key", "user/anna/"]',
    ],
    [
      {
        fields: [
          { name: "key", value: "user/eric/a" },
          { name: "acl", value: "private" },
        ],
      },
      403,
      "Invalid according to Policy: Extra input fields: acl",
    ],
    [
      {
        conditions: [
          ["starts-with", "$key", ""],
          ["content-length-range", 0, 4],
        ],
      },
      400,
      "Your proposed upload exceeds the maximum allowed size",
    ],
  ] satisfies readonly (readonly [PostRecipe, number, string])[])(
    "holds the policy against the form (%#)",
    (recipe, status, message) => {
      expect(predicted(recipe)).toMatchObject({ status, message });
    },
  );

  it("looks at signature, then policy", () => {
    const names = s3PostChecks.map(({ name }) => name);
    expect(names.indexOf("signature")).toBeLessThan(names.indexOf("policy"));
    expect(names.slice(-4)).toEqual([
      "policy: not expired",
      "policy: conditions",
      "policy: every field named",
      "policy: size of the file",
    ]);
  });
});
