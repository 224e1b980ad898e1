import { describe, expect, it } from "vitest";
import { exampleResponse } from "../../../src/diagnosis/example.ts";
import type { PostRecipe } from "../../../src/diagnosis/example-post.ts";
import { postExample, withField } from "../../../src/diagnosis/example-post.ts";
import { postPolicyFieldMismatch } from "../../../src/diagnosis/findings/post-policy-field-mismatch.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const key = { name: "key", value: "user/eric/photo.jpg" };

describe("post-policy-field-mismatch", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(postPolicyFieldMismatch.example());
    expect(examination.verdict).toBe("valid");
    expect(examination.causes).toEqual(["post-policy-field-mismatch"]);
    expect(examination.findings.map(({ detail }) => detail)).toEqual([
      'The field key is "user/erica/photo.jpg"; the policy wants a value that begins with "user/eric/".',
    ]);
  });

  const faults: readonly (readonly [string, PostRecipe, string])[] = [
    [
      "a slash behind x-amz-credential",
      {
        posted: (fields) =>
          withField(fields, "x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request/"),
      },
      "x-amz-credential",
    ],
    ["a field without a condition", { fields: [key, { name: "acl", value: "private" }] }, "names acl."],
    ["an expired policy", { nowEpochMs: 1_767_323_046_000 + 600_000 }, "expired at 2026-01-02T03:14:05Z"],
    [
      "a file that is too large",
      {
        conditions: [
          ["starts-with", "$key", ""],
          ["content-length-range", 1, 8],
        ],
      },
      "16 bytes",
    ],
    ["the key behind the file", { fields: [], behindFile: [key] }, "behind the file"],
    [
      "another bucket",
      { url: "https://otherbucket.s3.us-east-1.amazonaws.com/" },
      'The bucket is "otherbucket"',
    ],
    [
      "a policy that is no JSON",
      { posted: (fields) => withField(fields, "policy", btoa("{")), signed: () => ({ text: btoa("{") }) },
      "not a JSON object",
    ],
  ];

  it.each(faults)("is found: %s", async (_, recipe, words) => {
    const { causes, findings } = await examined(postExample(recipe));
    expect(causes).toEqual(["post-policy-field-mismatch"]);
    expect(findings.map(({ detail }) => detail).join(" ")).toContain(words);
  });

  it("takes free fields, lists, the name of the file and an exact match", async () => {
    const recipe: PostRecipe = {
      conditions: [
        ["starts-with", "$key", "user/"],
        { acl: "public-read" },
        ["starts-with", "$Content-Type", "image/"],
        ["content-length-range", 0, 1024],
      ],
      fields: [
        { name: "key", value: `user/${"$"}{filename}` },
        { name: "acl", value: "public-read" },
        { name: "Content-Type", value: "image/jpeg,image/png" },
        { name: "x-ignore-this", value: "1" },
      ],
    };
    expect((await examined(postExample(recipe))).findings).toEqual([]);
  });

  it("is reported by S3, also where nothing is seen, and silent once S3 took the form", async () => {
    const body =
      '<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy Condition failed: ["eq", "$acl", "private"]</Message></Error>';
    const { causes } = await examined(postExample({ response: exampleResponse(403, [], body) }));
    expect(causes).toEqual(["post-policy-field-mismatch"]);
    const taken = postExample({
      fields: [key, { name: "acl", value: "a" }],
      response: exampleResponse(204, [], ""),
    });
    expect((await examined(taken)).causes).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(postPolicyFieldMismatch)).toEqual([]);
  });
});
