import { describe, expect, it } from "vitest";
import { postExample, withField } from "../../src/diagnosis/example-post.ts";
import { readPostForm } from "../../src/sigv4/post-form.ts";
import { examined } from "../support/examined.ts";

describe("examples of forms", () => {
  it("are right unless made wrong", async () => {
    const example = postExample({});
    expect(readPostForm(example.request)?.fields.map(({ name }) => name)).toEqual([
      "key",
      "x-amz-algorithm",
      "x-amz-credential",
      "x-amz-date",
      "policy",
      "x-amz-signature",
    ]);
    expect((await examined(example)).verdict).toBe("valid");
    expect((await examined(postExample({ secret: "no" }))).verdict).toBe("mismatch");
  });

  it("change one field and leave the others", () => {
    const fields = [
      { name: "a", value: "1" },
      { name: "b", value: "2" },
    ];
    expect(withField(fields, "b", "3")).toEqual([
      { name: "a", value: "1" },
      { name: "b", value: "3" },
    ]);
  });
});
