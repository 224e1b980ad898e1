import { describe, expect, it } from "vitest";
import { postExample } from "../../src/diagnosis/example-post.ts";
import { readPostClaim } from "../../src/sigv4/post-claim.ts";
import { missingFields, policyFaults } from "../../src/sigv4/post-conditions.ts";
import type { PostForm } from "../../src/sigv4/post-form.ts";
import type { PolicyCondition } from "../../src/sigv4/post-policy.ts";

const form: PostForm = {
  fields: [
    { name: "Key", value: "user/a.txt" },
    { name: "x-ignore-me", value: "1" },
    { name: "policy", value: "" },
  ],
  file: { fieldsBefore: 3, filename: "C:\\dir\\a.txt", bytes: 5 },
};
const policyOf = (conditions: readonly PolicyCondition[]) => ({
  expiration: "2026-01-02T00:00:00Z",
  expirationEpochMs: 1_767_312_000_000,
  conditions,
  json: "",
});
const key = { kind: "starts-with", field: "key", value: "user/" } as const;

describe("the conditions of a policy", () => {
  it("are met without a fault", () => {
    expect(policyFaults(form, policyOf([key]), "b", 1_767_311_999_000)).toEqual([]);
    expect(
      policyFaults(form, policyOf([key, { kind: "eq", field: "bucket", value: "b" }]), "b", null),
    ).toEqual([]);
    expect(
      policyFaults(form, policyOf([key, { kind: "eq", field: "bucket", value: "x" }]), null, null),
    ).toEqual([]);
  });

  it("name each fault", () => {
    const range = { kind: "content-length-range", least: 6, most: 9 } as const;
    const acl = { kind: "eq", field: "acl", value: "private" } as const;
    expect(policyFaults(form, policyOf([acl, range]), "b", 1_767_312_001_000)).toEqual([
      { fault: "policy-expired", expiration: "2026-01-02T00:00:00Z" },
      { fault: "condition-failed", condition: acl, sent: null },
      { fault: "file-size", bytes: 5, least: 6, most: 9 },
      { fault: "extra-fields", fields: ["key"] },
    ]);
  });

  it("take the name of the file in a key", () => {
    const named = { ...form, fields: [{ name: "key", value: ["user/$", "{filename}"].join("") }] };
    const eq = { kind: "eq", field: "key", value: "user/a.txt" } as const;
    expect(policyFaults(named, policyOf([eq]), "b", null)).toEqual([]);
  });
});

describe("the fields of a form", () => {
  it("are all there, or the missing ones are named", () => {
    const claim = readPostClaim(postExample({}).request);
    expect(claim && missingFields(claim)).toEqual([]);
    const without = readPostClaim(
      postExample({ posted: (fields) => fields.filter(({ name }) => name !== "x-amz-date") }).request,
    );
    expect(without && missingFields(without)).toEqual([
      { fault: "field-missing", field: "x-amz-date", behindFile: false },
    ]);
    expect(claim && missingFields({ ...claim, form: { ...claim.form, file: null } })).toEqual([
      { fault: "field-missing", field: "file", behindFile: false },
    ]);
  });
});
