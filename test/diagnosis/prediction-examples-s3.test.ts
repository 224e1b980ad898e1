import { expect, it } from "vitest";
import { s3HeaderRows, s3PresignedRows } from "../../src/diagnosis/prediction-examples-s3.ts";
import { predictionOf } from "../support/prediction-facts.ts";

it("breaks requests that S3 takes when nothing is changed", () => {
  for (const rows of [s3HeaderRows, s3PresignedRows]) {
    const wrong = rows.find(({ check }) => check === "signature");
    if (!wrong) throw new Error("both orders end in the signature");
    const { secret, ...base } = wrong.recipe;
    expect(secret).toBe("another secret");
    expect(predictionOf(base).code).toBeNull();
    expect(predictionOf(wrong.recipe).code).toBe("SignatureDoesNotMatch");
  }
});

it("has both sides of a rule that has two", () => {
  const skews = s3HeaderRows.filter(({ check }) => check === "skew").map(({ recipe }) => recipe.now);
  expect(skews).toEqual(["20260102T032406Z", "20260102T024404Z"]);
  const tokens = s3PresignedRows.filter(({ check }) => check === "session token");
  expect(tokens.map(({ tokenExpires }) => tokenExpires)).toEqual(["20260102T030000Z", undefined]);
});
