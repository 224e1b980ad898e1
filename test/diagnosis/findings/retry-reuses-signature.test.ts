import { expect, it } from "vitest";
import type { Examination } from "../../../src/diagnosis/examination.ts";
import type { ExampleRecipe } from "../../../src/diagnosis/example.ts";
import { exampleResponse, signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { examined } from "../../support/examined.ts";

const store = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" };
const unavailable = exampleResponse(503, [["Date", "Fri, 02 Jan 2026 03:04:06 GMT"]], "");

/** A request examined after an earlier attempt of it. */
function retried(last: ExampleRecipe, first: ExampleRecipe): Promise<Examination> {
  const { request, response } = signedExample(first);
  return examined({ ...signedExample(last), related: [{ id: "first", distance: -1, request, response }] });
}

it("sees the old signature in a retry that came too late", async () => {
  const { causes, findings } = await retried(
    { ...store, now: "20260102T033405Z" },
    { ...store, response: unavailable },
  );
  expect(causes).toEqual(["retry-reuses-signature"]);
  expect(findings.map(({ rule }) => rule).sort()).toEqual(["retry-reuses-signature", "signed-too-early"]);
});

it("warns while the old signature is still in time", async () => {
  const attempt = (number: number) => ({
    ...store,
    unsignedHeaders: [["amz-sdk-request", `attempt=${number}; max=3`]] as const,
  });
  const { causes, findings } = await retried(attempt(2), attempt(1));
  expect(causes).toEqual([]);
  expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
    "retry-reuses-signature warning",
  ]);
});

it("proves a token that was replaced while the signature stayed", async () => {
  const token = { ...store, sessionToken: "IQoJfirst", accessKeyId: "AKIAIOSFODNN7EXAMPLE" };
  const { causes, proof } = await retried(
    { ...token, sent: (request) => withHeader(request, "X-Amz-Security-Token", "IQoJsecond") },
    token,
  );
  expect(causes).toEqual(["retry-reuses-signature"]);
  expect(proof?.changes).toEqual([
    { part: "header x-amz-security-token", from: "[redacted]", to: "[redacted]" },
  ]);
});

it("proves a date that was renewed while the signature stayed", async () => {
  const { causes } = await retried(
    { ...store, sent: (request) => withHeader(request, "X-Amz-Date", "20260102T030905Z") },
    store,
  );
  expect(causes).toEqual(["retry-reuses-signature"]);
});

it("leaves a wrong clock alone, which the first attempt had too", async () => {
  const late = exampleResponse(503, [["Date", "Fri, 02 Jan 2026 03:34:05 GMT"]], "");
  const { causes } = await retried({ ...store, now: "20260102T033405Z" }, { ...store, response: late });
  expect(causes).toEqual(["clock-skew"]);
});

it("finds nothing in a request that is sent twice in time, nor in a presigned URL", async () => {
  expect((await retried(store, store)).findings).toEqual([]);
  const presigned = { ...store, presignedSeconds: 60 };
  expect((await retried(presigned, presigned)).findings).toEqual([]);
});
