import { expect, it } from "vitest";
import { signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { noKnowledge } from "../../../src/sigv4/known-credentials.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const put = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
  body: "{}",
};
const without = (name: string) => (request: Parameters<typeof withHeader>[0]) =>
  withHeader(request, name, null);

it("proves a usual value of the header", async () => {
  expect(
    await proofOf({ ...put, headers: [["Content-Type", "application/json"]], sent: without("Content-Type") }),
  ).toEqual({
    causes: ["signed-header-not-sent"],
    changes: ["header content-type:  -> application/json"],
  });
  expect(
    await causesOf({ ...put, headers: [["Cache-Control", "no-cache"]], sent: without("Cache-Control") }),
  ).toEqual(["signed-header-not-sent"]);
});

it("says what is missing where the value cannot be known", async () => {
  const { findings } = await examined(
    signedExample({ ...put, headers: [["x-amz-meta-a", "f4d1"]], sent: without("x-amz-meta-a") }),
  );
  const own = findings.find(({ rule }) => rule === "signed-header-not-sent");
  expect(own?.certainty).toBe("observed");
  expect(own?.detail).toBe("Signed, and not on the request: x-amz-meta-a.");
});

it("only suspects without a known secret", async () => {
  const recipe = {
    ...put,
    headers: [["x-amz-meta-a", "f4d1"]] as const,
    sent: without("x-amz-meta-a"),
    knowledge: noKnowledge,
  };
  expect(await findingsOf(recipe)).toEqual(["signed-header-not-sent suspected error"]);
  expect(await causesOf(recipe)).toEqual([]);
});

it("leaves presigned URLs and the headers of proxies to their own classes", async () => {
  expect(
    await causesOf({
      ...put,
      presignedSeconds: 60,
      headers: [["Content-Type", "image/png"]],
      sent: without("Content-Type"),
    }),
  ).toEqual(["presign-header-not-resent"]);
  expect(
    await causesOf({ ...put, headers: [["Accept-Encoding", "gzip"]], sent: without("Accept-Encoding") }),
  ).toEqual(["accept-encoding-rewritten"]);
});

it("finds nothing where the client signed an absent header as empty", async () => {
  const recipe = {
    ...put,
    headers: [["x-amz-meta-a", "f4d1"]] as const,
    signedInput: <T extends { headers: readonly { name: string; value: string }[] }>(input: T) => ({
      ...input,
      headers: input.headers.map((header) =>
        header.name === "x-amz-meta-a" ? { ...header, value: "" } : header,
      ),
    }),
    sent: without("x-amz-meta-a"),
  };
  expect(await findingsOf(recipe)).toEqual([]);
});
