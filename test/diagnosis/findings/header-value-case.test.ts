import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

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
