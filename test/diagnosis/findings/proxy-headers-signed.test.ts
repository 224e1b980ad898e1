import { expect, it } from "vitest";
import { signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { proxyHeadersSigned } from "../../../src/diagnosis/findings/proxy-headers-signed.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const recipe = (name: string, signed: string, sent: string | null) => ({
  url,
  headers: [[name, signed]] as const,
  sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, name, sent),
});

it("proves an address that the next proxy appended", async () => {
  expect(await proofOf(recipe("X-Forwarded-For", "192.0.2.7", "192.0.2.7, 198.51.100.4"))).toEqual({
    causes: ["proxy-headers-signed"],
    changes: ["header x-forwarded-for: 192.0.2.7, 198.51.100.4 -> 192.0.2.7"],
  });
});

it("proves Via that grew and X-Forwarded-Proto that was replaced", async () => {
  expect(await causesOf(recipe("Via", "1.1 gateway", "1.1 gateway, 1.1 squid"))).toEqual([
    "proxy-headers-signed",
  ]);
  expect(await causesOf(recipe("X-Forwarded-Proto", "https", "http"))).toEqual(["proxy-headers-signed"]);
});

it.each([
  ["Via", "1.1 cache-7f3a.example.org"],
  ["X-Real-IP", "203.0.113.77"],
  ["CF-Ray", "84f2c1a0be3d1c2f-FRA"],
])("sees %s that is signed and not there, where its value cannot be known", async (name, value) => {
  const { causes, findings } = await examined(signedExample(recipe(name, value, null)), [proxyHeadersSigned]);
  expect(causes).toEqual(["proxy-headers-signed"]);
  expect(findings.find(({ rule }) => rule === "proxy-headers-signed")).toMatchObject({
    certainty: "observed",
    severity: "error",
    detail: `Signed, written by proxies, and not sent: ${name.toLowerCase()}.`,
  });
});

it("leaves the headers of one connection to their own class", async () => {
  expect(await causesOf(recipe("Connection", "close", "keep-alive"))).toEqual(["hop-by-hop-signed"]);
});

it("notes where such a header is signed and arrived as it was, and is silent where it is not signed", async () => {
  expect(await findingsOf({ url, headers: [["X-Forwarded-For", "192.0.2.7"]] })).toEqual([
    "proxy-headers-signed observed note",
  ]);
  expect(
    await findingsOf({
      url,
      unsignedHeaders: [
        ["X-Forwarded-For", "192.0.2.7"],
        ["Via", "1.1 squid"],
      ],
    }),
  ).toEqual([]);
});
