import { expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const table = {
  method: "POST",
  url: "https://dynamodb.us-east-1.amazonaws.com/",
  service: "dynamodb",
  body: "{}",
};
const withoutHost = (input: CanonicalInput) => ({
  ...input,
  headers: input.headers.filter(({ name }) => name !== "host"),
  signedHeaders: input.signedHeaders.filter((name) => name !== "host"),
});

it("sees that host is not listed", async () => {
  expect(await findingsOf({ ...table, signedInput: withoutHost })).toEqual([
    "host-not-signed observed error",
  ]);
  expect(
    await causesOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a", signedInput: withoutHost }),
  ).toEqual(["host-not-signed"]);
});

it("proves a host that was signed and left out of the list", async () => {
  const recipe = {
    ...table,
    signedInput: (input: CanonicalInput) => ({
      ...input,
      signedHeaders: input.signedHeaders.filter((name) => name !== "host"),
    }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["host-not-signed"],
    changes: ["header host: not signed -> dynamodb.us-east-1.amazonaws.com"],
  });
});

it("leaves a host that was signed with a port to its own class", async () => {
  const recipe = {
    ...table,
    signedInput: (input: CanonicalInput) => ({
      ...input,
      headers: input.headers.map((header) =>
        header.name === "host" ? { ...header, value: "dynamodb.us-east-1.amazonaws.com:443" } : header,
      ),
    }),
  };
  expect(await causesOf(recipe)).toEqual(["host-port"]);
});

it("finds nothing where host is signed", async () => {
  expect(await findingsOf(table)).toEqual([]);
});

it("repeats a service that misses host", async () => {
  const body =
    '{"__type":"com.amazon.coral.service#InvalidSignatureException","message":"\'Host\' or \':authority\' must be a \'SignedHeader\' in the AWS Authorization."}';
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
    response: exampleResponse(400, [], body),
  };
  const { findings } = await examined(signedExample(recipe));
  expect(findings.filter(({ rule }) => rule === "host-not-signed").map(({ certainty }) => certainty)).toEqual(
    ["reported"],
  );
});
