import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const recipe = (name: string, signed: string, sent: string | null) => ({
  url,
  headers: [[name, signed]] as const,
  sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, name, sent),
});

it("proves a Connection header that was taken out", async () => {
  expect(await proofOf(recipe("Connection", "keep-alive", null))).toEqual({
    causes: ["hop-by-hop-signed"],
    changes: ["header connection:  -> keep-alive"],
  });
});

it("proves Transfer-Encoding and TE that were changed", async () => {
  expect(await causesOf(recipe("Transfer-Encoding", "Chunked", "chunked"))).toEqual(["hop-by-hop-signed"]);
  expect(await causesOf(recipe("TE", "trailers", null))).toEqual(["hop-by-hop-signed"]);
});

it("notes where such a header is signed and arrived as it was", async () => {
  expect(await findingsOf({ url, headers: [["Connection", "keep-alive"]] })).toEqual([
    "hop-by-hop-signed observed note",
  ]);
});

it("leaves Expect to its own class", async () => {
  expect(await causesOf(recipe("Expect", "100-continue", null))).toEqual(["expect-header"]);
});

it("finds nothing where such headers are not signed", async () => {
  expect(
    await findingsOf({
      url,
      unsignedHeaders: [
        ["Connection", "keep-alive"],
        ["TE", "trailers"],
      ],
    }),
  ).toEqual([]);
});
