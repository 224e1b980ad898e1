import { expect, it } from "vitest";
import { signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";
import { causesReadAs } from "../../support/read-by-server.ts";

const put = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/photo.png",
  presignedSeconds: 900,
};
const without = (name: string) => (request: Parameters<typeof withHeader>[0]) =>
  withHeader(request, name, null);

it("proves a Content-Type that was presigned and not sent", async () => {
  expect(
    await proofOf({ ...put, headers: [["Content-Type", "image/png"]], sent: without("Content-Type") }),
  ).toEqual({
    causes: ["presign-header-not-resent"],
    changes: ["header content-type:  -> image/png"],
  });
});

it("proves an ACL that was presigned and not sent", async () => {
  expect(
    await causesOf({ ...put, headers: [["x-amz-acl", "public-read"]], sent: without("x-amz-acl") }),
  ).toEqual(["presign-header-not-resent"]);
});

it("says what is missing where the value cannot be known", async () => {
  const { findings } = await examined(
    signedExample({
      ...put,
      headers: [["x-amz-meta-author", "jane"]],
      sent: without("x-amz-meta-author"),
    }),
  );
  const own = findings.find(({ rule }) => rule === "presign-header-not-resent");
  expect(own?.detail).toBe("Named in X-Amz-SignedHeaders, and not sent: x-amz-meta-author.");
});

it("leaves a Content-Type of another value to its own class", async () => {
  const recipe = {
    ...put,
    headers: [["Content-Type", "image/png"]] as const,
    sent: (request: Parameters<typeof withHeader>[0]) =>
      withHeader(request, "Content-Type", "application/octet-stream"),
  };
  expect(await causesOf(recipe)).toEqual(["content-type-changed"]);
});

it("finds nothing where the presigned headers are sent", async () => {
  expect(
    await findingsOf({
      ...put,
      headers: [
        ["Content-Type", "image/png"],
        ["x-amz-acl", "private"],
      ],
    }),
  ).toEqual([]);
});

it("does not accuse the key where the server read the missing header as empty too", async () => {
  const recipe = { ...put, headers: [["Content-Type", "image/png"]] as const, sent: without("Content-Type") };
  expect(await causesReadAs(recipe, (text) => text)).toEqual(["presign-header-not-resent"]);
  expect(await causesReadAs(recipe, (text) => text, { text: false, hash: true })).toEqual([
    "presign-header-not-resent",
  ]);
});
