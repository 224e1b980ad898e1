import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const put = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
  body: "{}",
};
const sentAs = (type: string | null) => ({
  sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Content-Type", type),
});

it("proves a charset that was added after signing", async () => {
  const recipe = {
    ...put,
    headers: [["Content-Type", "application/json"]] as const,
    ...sentAs("application/json; charset=utf-8"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["content-type-changed"],
    changes: ["header content-type: application/json; charset=utf-8 -> application/json"],
  });
});

it("proves a type that somebody added beside the one signed", async () => {
  const recipe = {
    method: "PUT",
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
    headers: [["Content-Type", "text/csv"]] as const,
    unsignedHeaders: [["Content-Type", "application/octet-stream"]] as const,
    body: "a",
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["content-type-changed"],
    changes: ["header content-type: text/csv,application/octet-stream -> text/csv"],
  });
});

it("proves a type that was set twice and signed once, and leaves two joined by a blank to the merging of headers", async () => {
  const twice = {
    ...put,
    headers: [["Content-Type", "text/plain"]] as const,
    unsignedHeaders: [["Content-Type", "text/plain"]] as const,
  };
  expect(await causesOf(twice)).toEqual(["content-type-changed"]);
  const joined = (input: CanonicalInput): CanonicalInput => ({
    ...input,
    headers: input.headers.map((header) =>
      header.name === "content-type" ? { ...header, value: "text/plain, text/plain" } : header,
    ),
  });
  expect(await causesOf({ ...twice, signedInput: joined })).toEqual(["header-duplicate-merge"]);
});

it("proves another type that was put in place", async () => {
  const recipe = {
    ...put,
    headers: [["Content-Type", "application/octet-stream"]] as const,
    ...sentAs("text/plain"),
  };
  expect(await causesOf(recipe)).toEqual(["content-type-changed"]);
});

it("proves a boundary that was added to a multipart type", async () => {
  const recipe = {
    ...put,
    headers: [["Content-Type", "multipart/form-data"]] as const,
    ...sentAs("multipart/form-data; boundary=x1y2"),
  };
  expect(await causesOf(recipe)).toEqual(["content-type-changed"]);
});

it("leaves another case of the charset, and a type that was not sent, to their own classes", async () => {
  const headers = [["Content-Type", "text/plain; charset=utf-8"]] as const;
  expect(await causesOf({ ...put, headers, ...sentAs("text/plain; charset=UTF-8") })).toEqual([
    "header-value-case",
  ]);
  expect(await causesOf({ ...put, headers, ...sentAs(null) })).toEqual(["signed-header-not-sent"]);
});

it("finds nothing where the type is sent as signed, or not signed at all", async () => {
  expect(await findingsOf({ ...put, headers: [["Content-Type", "text/plain; charset=utf-8"]] })).toEqual([]);
  expect(await findingsOf({ ...put, unsignedHeaders: [["Content-Type", "text/plain"]] })).toEqual([]);
});

it("can combine a type taken from the ending of the name with a change of the path", async () => {
  const recipe = {
    ...put,
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/films/a~b.MP4",
    headers: [["Content-Type", "video/mp4"]] as const,
    ...sentAs("application/octet-stream"),
    signedInput: (input: CanonicalInput) => ({
      ...input,
      canonicalUri: input.canonicalUri.replace("~", "%7E"),
    }),
  };
  expect((await causesOf(recipe)).toSorted()).toEqual(["content-type-changed", "tilde-escaped"]);
});
