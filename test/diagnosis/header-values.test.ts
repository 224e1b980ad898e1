import { expect, it } from "vitest";
import { likelyHeaderValues } from "../../src/diagnosis/header-values.ts";
import { contextOf } from "../support/context-of.ts";

it("takes the value of the query first, then usual ones", () => {
  const context = contextOf({
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a?x-amz-acl=log-delivery-write",
  });
  const found = [...likelyHeaderValues(context, "x-amz-acl")];
  expect(found[0]).toBe("log-delivery-write");
  expect(found).toContain("public-read");
});
