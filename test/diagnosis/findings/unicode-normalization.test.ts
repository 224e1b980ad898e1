import { expect, it } from "vitest";
import { exampleResponse } from "../../../src/diagnosis/example.ts";
import { findingsOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";
const noSuchKey = exampleResponse(
  404,
  [],
  "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>",
);

it("suspects a decomposed key that is not found", async () => {
  expect(await findingsOf({ url: `${bucket}/re%CC%81sume%CC%81.pdf`, response: noSuchKey })).toEqual([
    "unicode-normalization suspected note",
  ]);
});

it("suspects a composed key that is not found", async () => {
  expect(await findingsOf({ url: `${bucket}/r%C3%A9sum%C3%A9.pdf`, response: noSuchKey })).toEqual([
    "unicode-normalization suspected note",
  ]);
});

it("says nothing of a plain key, of one that is found, and of another service", async () => {
  expect(await findingsOf({ url: `${bucket}/resume.pdf`, response: noSuchKey })).toEqual([]);
  expect(await findingsOf({ url: `${bucket}/r%C3%A9sum%C3%A9.pdf` })).toEqual([]);
  const api = "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/caf%C3%A9";
  expect(
    await findingsOf({ url: api, service: "execute-api", response: exampleResponse(404, [], "") }),
  ).toEqual([]);
});
