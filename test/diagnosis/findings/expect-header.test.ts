import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const put = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
  body: "{}",
};
const recipe = (signed: string, sent: string | null) => ({
  ...put,
  headers: [["Expect", signed]] as const,
  sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Expect", sent),
});

it("proves an Expect that a proxy consumed", async () => {
  expect(await proofOf(recipe("100-continue", null))).toEqual({
    causes: ["expect-header"],
    changes: ["header expect:  -> 100-continue"],
  });
});

it("proves an Expect whose case changed", async () => {
  expect((await proofOf(recipe("100-continue", "100-Continue"))).changes).toEqual([
    "header expect: 100-Continue -> 100-continue",
  ]);
});

it("leaves a User-Agent that was consumed alone", async () => {
  const other = {
    ...put,
    headers: [["Connection", "close"]] as const,
    sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Connection", null),
  };
  expect(await causesOf(other)).toEqual(["hop-by-hop-signed"]);
});

it("finds nothing where Expect arrives as signed, or is not signed", async () => {
  expect(await findingsOf({ ...put, headers: [["Expect", "100-continue"]] })).toEqual([]);
  expect(await findingsOf({ ...put, unsignedHeaders: [["Expect", "100-continue"]] })).toEqual([]);
});
