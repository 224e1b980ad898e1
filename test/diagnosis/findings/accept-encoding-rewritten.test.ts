import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const recipe = (signed: string, sent: string | null) => ({
  url,
  headers: [["Accept-Encoding", signed]] as const,
  sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Accept-Encoding", sent),
});

it("proves what a content network put in place", async () => {
  expect(await proofOf(recipe("identity", "gzip, br"))).toEqual({
    causes: ["accept-encoding-rewritten"],
    changes: ["header accept-encoding: gzip, br -> identity"],
  });
});

it("proves what a front end appended", async () => {
  expect(await proofOf(recipe("gzip", "gzip,gzip(gfe)"))).toEqual({
    causes: ["accept-encoding-rewritten"],
    changes: ["header accept-encoding: gzip,gzip(gfe) -> gzip"],
  });
});

it("proves a header that was taken out", async () => {
  expect(await causesOf(recipe("identity", null))).toEqual(["accept-encoding-rewritten"]);
});

it("leaves other signed headers to their own classes", async () => {
  const range = {
    url,
    headers: [["Range", "bytes=0-9"]] as const,
    sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Range", null),
  };
  expect(await causesOf(range)).toEqual(["range-header-rewritten"]);
});

it("finds nothing where the header arrives as signed, or is not signed", async () => {
  expect(await findingsOf({ url, headers: [["Accept-Encoding", "identity"]] })).toEqual([]);
  expect(await findingsOf({ url, unsignedHeaders: [["Accept-Encoding", "gzip, br"]] })).toEqual([]);
});
