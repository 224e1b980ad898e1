import { expect, it } from "vitest";
import { causesOf, findingsOf } from "../../support/causes-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b.txt?versionId=a%2Fb";
const presigned = { url, presignedSeconds: 60 };
type Target = { readonly target: string };
const mangled =
  (change: (target: string) => string) =>
  <T extends Target>(request: T) => ({
    ...request,
    target: change(request.target),
  });

it.each([
  ["escaped for HTML", (target: string) => target.replaceAll("&", "&amp;")],
  ["escaped for JSON", (target: string) => target.replaceAll("&", "\\u0026")],
  ["encoded once more", (target: string) => target.replaceAll("%", "%25")],
])("sees a URL that was %s", async (_, change) => {
  expect(await causesOf({ ...presigned, sent: mangled(change) })).toEqual(["presign-url-mangled"]);
});

it("proves one parameter that came with &amp;", async () => {
  const sent = mangled((target) => target.replace("?versionId=a%2Fb&", "?").concat("&amp;versionId=a%2Fb"));
  expect(await causesOf({ ...presigned, sent })).toEqual(["presign-url-mangled"]);
});

it("proves a line break in a value, and one in the signature", async () => {
  const inValue = mangled((target) =>
    target.replace("X-Amz-Date=2026", "X-Amz-Date=2026").replace("a%2Fb", "a%2F%0Ab"),
  );
  expect(await causesOf({ ...presigned, sent: inValue })).toEqual(["presign-url-mangled"]);
  const inSignature = mangled((target) => `${target.slice(0, -8)}%0A${target.slice(-8)}`);
  expect(await findingsOf({ ...presigned, sent: inSignature })).toEqual(["presign-url-mangled proven error"]);
});

it("leaves a URL that was cut to its own class", async () => {
  const sent = mangled((target) => target.replace(/&X-Amz-Cred.*$/, "").replace("versionId=a%2Fb&", ""));
  expect(await causesOf({ ...presigned, sent })).toEqual(["signature-truncated-or-split"]);
});

it("finds nothing in a URL that was used as it was made", async () => {
  expect(await findingsOf(presigned)).toEqual([]);
});
