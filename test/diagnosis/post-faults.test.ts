import { describe, expect, it } from "vitest";
import { postExample } from "../../src/diagnosis/example-post.ts";
import type { FormFault } from "../../src/diagnosis/post-faults.ts";
import { formFaults, formFaultWords } from "../../src/diagnosis/post-faults.ts";
import { targetParts } from "../../src/http/request-target.ts";
import { readPostClaim } from "../../src/sigv4/post-claim.ts";

function faultsOf(
  recipe: Parameters<typeof postExample>[0],
  now: number | null = null,
): readonly FormFault[] {
  const { request } = postExample(recipe);
  const claim = readPostClaim(request);
  if (!claim) throw new Error("no claim");
  return formFaults(claim, { request, target: targetParts(request.target) }, now);
}

describe("the faults of a form", () => {
  it("are none in a right one, with the bucket in the host or the path", () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ url: "https://s3.us-east-1.amazonaws.com/examplebucket" })).toEqual([]);
    expect(faultsOf({ url: "https://s3.us-east-1.amazonaws.com/other" })).toMatchObject([
      { fault: "condition-failed" },
    ]);
  });

  it("come in S3's order: missing fields, the policy, its conditions", () => {
    const without = {
      posted: (fields: Parameters<NonNullable<Parameters<typeof postExample>[0]["posted"]>>[0]) =>
        fields.filter(({ name }) => name !== "policy"),
    };
    expect(faultsOf(without)).toMatchObject([{ fault: "field-missing", field: "policy" }]);
    expect(faultsOf({ expiration: "soon" })).toEqual([
      { fault: "policy-unreadable", refusal: "no-expiration" },
    ]);
  });

  it("are told without a secret field's value", () => {
    const condition = { kind: "eq", field: "x-amz-security-token", value: "secret" } as const;
    expect(formFaultWords({ fault: "condition-failed", condition, sent: "other" })).toBe(
      'The field x-amz-security-token is "[redacted]"; the policy wants "[redacted]".',
    );
    expect(formFaultWords({ fault: "file-size", bytes: 9, least: 1, most: 8 })).toBe(
      "The file has 9 bytes; the policy allows 1 to 8.",
    );
    expect(formFaultWords({ fault: "field-missing", field: "key", behindFile: false })).toBe(
      "The form has no field key.",
    );
  });
});
