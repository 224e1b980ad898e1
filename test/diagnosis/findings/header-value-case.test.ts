import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { headerValueCase } from "../../../src/diagnosis/findings/header-value-case.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { contextOf } from "../../support/context-of.ts";

const put = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.txt",
  body: "text",
};
const sentAs = (name: string, value: string) => (request: Parameters<typeof withHeader>[0]) =>
  withHeader(request, name, value);

it("proves a charset whose capitals changed", async () => {
  const recipe = {
    ...put,
    headers: [["Content-Type", "text/plain; charset=utf-8"]] as const,
    sent: sentAs("Content-Type", "text/plain; charset=UTF-8"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["header-value-case"],
    changes: ["header content-type: text/plain; charset=UTF-8 -> text/plain; charset=utf-8"],
  });
});

it("proves metadata that was lower-cased", async () => {
  const recipe = {
    ...put,
    headers: [["x-amz-meta-city", "OSLO"]] as const,
    sent: sentAs("x-amz-meta-city", "oslo"),
  };
  expect(await causesOf(recipe)).toEqual(["header-value-case"]);
});

it("leaves Connection, which every hop writes anew, to its own class", async () => {
  const recipe = {
    ...put,
    headers: [["Connection", "keep-alive"]] as const,
    sent: sentAs("Connection", "Keep-Alive"),
  };
  expect(await causesOf(recipe)).toEqual(["hop-by-hop-signed"]);
});

it("finds nothing where capitals are sent as signed", async () => {
  expect(await findingsOf({ ...put, headers: [["Content-Type", "Text/Plain; charset=UTF-8"]] })).toEqual([]);
});

it("leaves the capitals of the host to their own class where all values are lowered", async () => {
  const recipe = { url: "https://Storage.example.com/a", sent: sentAs("Host", "storage.example.com") };
  expect(await causesOf(recipe)).toEqual(["host-case"]);
});

it("proves all values lowered, and tries the likely capitals of each header first", async () => {
  const headers = [
    ["x-amz-meta-a", "Oslo"],
    ["x-amz-meta-b", "Rome"],
  ] as const;
  const lowered = (input: CanonicalInput) => ({
    ...input,
    headers: input.headers.map(({ name, value }) => ({ name, value: value.toLowerCase() })),
  });
  expect(await causesOf({ ...put, headers, signedInput: lowered })).toEqual(["header-value-case"]);
  const tried = [...(headerValueCase.suppose?.(contextOf({ ...put, headers })) ?? [])].map(({ changes }) =>
    changes.map(({ part, to }) => `${part}=${to}`).join(),
  );
  expect(tried.indexOf("header x-amz-meta-b=rome")).toBeLessThan(tried.indexOf("header x-amz-meta-a=OSLO"));
});
