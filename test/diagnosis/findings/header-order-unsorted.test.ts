import { expect, it } from "vitest";
import { causesOf, findingsOf } from "../../support/causes-of.ts";

const put = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
  body: "{}",
  headers: [
    ["x-amz-server-side-encryption", "aws:kms"],
    ["x-amz-server-side-encryption-aws-kms-key-id", "alias/reports"],
  ] as const,
};

it("proves headers that were sorted as name:value", async () => {
  const signedInput = <T extends { headers: readonly { name: string; value: string }[] }>(input: T) => ({
    ...input,
    headers: [...input.headers].sort((a, b) => (`${a.name}:${a.value}` < `${b.name}:${b.value}` ? -1 : 1)),
  });
  expect(await causesOf({ ...put, signedInput })).toEqual(["header-order-unsorted"]);
});

it("proves headers that were signed in the order they were sent", async () => {
  const order = [
    "host",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-date",
    "x-amz-content-sha256",
  ];
  const signedInput = <T extends { headers: readonly { name: string; value: string }[] }>(input: T) => ({
    ...input,
    headers: [...input.headers].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
  });
  expect(await causesOf({ ...put, signedInput })).toEqual(["header-order-unsorted"]);
});

it("sees a list of signed headers that is not sorted", async () => {
  const signedInput = <T extends { headers: readonly { name: string }[]; signedHeaders: readonly string[] }>(
    input: T,
  ) => ({
    ...input,
    headers: [...input.headers].reverse(),
    signedHeaders: [...input.signedHeaders].reverse(),
  });
  expect(await findingsOf({ ...put, signedInput })).toEqual(["header-order-unsorted observed error"]);
});

it("leaves a header that was lost to its own class", async () => {
  const sent = <T extends { headers: readonly (readonly [string, string])[] }>(request: T) => ({
    ...request,
    headers: request.headers.filter(([name]) => name !== "x-amz-server-side-encryption"),
  });
  expect(await causesOf({ ...put, sent })).toEqual(["signed-header-not-sent"]);
});

it("finds nothing where names are sorted", async () => {
  expect(await findingsOf(put)).toEqual([]);
});
