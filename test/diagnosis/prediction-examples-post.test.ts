import { expect, it } from "vitest";
import { s3PostRows } from "../../src/diagnosis/prediction-examples-post.ts";

it("posts a form with a file in every row", () => {
  for (const { check, example } of s3PostRows) {
    const { request } = example();
    expect([request.method, request.target], check).toEqual(["POST", "/"]);
    expect(String.fromCharCode(...(request.body.content ?? [])), check).toContain(
      'name="file"; filename="photo.jpg"',
    );
  }
});

it("leaves exactly one field out where a field is missing", () => {
  const rows = s3PostRows.filter(({ check }) => check === "fields in front of the file");
  const bodies = rows.map(({ example }) => String.fromCharCode(...(example().request.body.content ?? [])));
  expect(bodies.map((body) => body.includes('name="x-amz-algorithm"'))).toEqual([false, true]);
  expect(bodies.map((body) => body.includes('name="x-amz-signature"'))).toEqual([true, false]);
});
