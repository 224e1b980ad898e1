import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const dropped = (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Content-Length", null);

it("proves a zero that was not sent", async () => {
  expect(await proofOf({ url, headers: [["Content-Length", "0"]], sent: dropped })).toEqual({
    causes: ["content-length-signed-and-dropped"],
    changes: ["header content-length:  -> 0"],
  });
});

it("proves the length of a body that was sent chunked", async () => {
  const recipe = {
    method: "POST",
    url: "https://search-logs-abc.us-east-1.es.amazonaws.com/_bulk",
    service: "es",
    headers: [["content-length", "4"]] as const,
    body: "text",
    unsignedHeaders: [["Transfer-Encoding", "chunked"]] as const,
    sent: dropped,
  };
  expect(await causesOf(recipe)).toEqual(["content-length-signed-and-dropped"]);
});

it("leaves another header that was dropped to its own class", async () => {
  const recipe = {
    url,
    headers: [["Accept", "*/*"]] as const,
    sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Accept", null),
  };
  expect(await causesOf(recipe)).toEqual(["signed-header-not-sent"]);
});

it("finds nothing where Content-Length arrives as signed", async () => {
  expect(await findingsOf({ url, headers: [["Content-Length", "0"]] })).toEqual([]);
});
