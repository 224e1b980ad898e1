import { expect, it } from "vitest";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const signedAs = (host: string) => (input: CanonicalInput) => ({
  ...input,
  headers: input.headers.map((header) => (header.name === "host" ? { ...header, value: host } : header)),
});

it("proves an address that was signed without its brackets", async () => {
  const recipe = { url: "http://[::1]:9000/examplebucket/a", signedInput: signedAs("::1:9000") };
  expect(await proofOf(recipe)).toEqual({
    causes: ["host-ipv6"],
    changes: ["header host: [::1]:9000 -> ::1:9000"],
  });
});

it("proves an address without brackets and port", async () => {
  const recipe = { url: "http://[fd00::5]:9000/examplebucket/a", signedInput: signedAs("fd00::5") };
  expect(await causesOf(recipe)).toEqual(["host-ipv6"]);
});

it("proves a zone that was not sent", async () => {
  const recipe = { url: "http://[fe80::1]/examplebucket/a", signedInput: signedAs("[fe80::1%25eth0]") };
  expect(await causesOf(recipe)).toEqual(["host-ipv6"]);
});

it("leaves the port alone to its own class", async () => {
  const recipe = { url: "http://[::1]:9000/examplebucket/a", signedInput: signedAs("[::1]") };
  expect(await causesOf(recipe)).toEqual(["host-port"]);
});

it("finds nothing where the brackets are signed and sent", async () => {
  expect(await findingsOf({ url: "http://[::1]:9000/examplebucket/a" })).toEqual([]);
});
