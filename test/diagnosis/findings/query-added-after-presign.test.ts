import { expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";
import { causesReadAs } from "../../support/read-by-server.ts";

const presigned = {
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
  presignedSeconds: 900,
};
const adding =
  (text: string) =>
  <T extends { target: string }>(request: T) => ({ ...request, target: request.target + text });

it("proves a cache buster and names it", async () => {
  const { causes, findings } = await examined(
    signedExample({ ...presigned, sent: adding("&cachebuster=17") }),
  );
  expect(causes).toEqual(["query-added-after-presign"]);
  expect(findings[0]?.detail).toBe("Added after presigning: cachebuster.");
});

it("proves two of three parameters that were added", async () => {
  const recipe = {
    ...presigned,
    url: `${presigned.url}?versionId=7`,
    sent: adding("&utm_source=mail&utm_medium=link"),
  };
  const { causes, findings } = await examined(signedExample(recipe));
  expect(causes).toEqual(["query-added-after-presign"]);
  expect(findings[0]?.detail).toBe("Added after presigning: utm_medium, utm_source.");
});

it("leaves another method to its own class", async () => {
  expect(
    await causesOf({ ...presigned, method: "PUT", sent: (request) => ({ ...request, method: "GET" }) }),
  ).toEqual(["presign-wrong-method"]);
});

it("finds nothing where the parameters were presigned", async () => {
  expect(await findingsOf({ ...presigned, url: `${presigned.url}?versionId=7&cachebuster=17` })).toEqual([]);
});

it.each(["x-id=GetObject", "utm_source=chatgpt.com", "x-amz-checksum-mode=ENABLED"])(
  "is what became of a presigned URL to which %s was added on the way, by the hash alone",
  async (added) => {
    const read = (text: string) =>
      text.replace("X-Amz-SignedHeaders=host", `X-Amz-SignedHeaders=host&${added}`);
    const sorted = (text: string) =>
      read(text).replace(/^X-Amz-.*$/m, (query) => query.split("&").sort().join("&"));
    expect(await causesReadAs(presigned, sorted, { text: false, hash: true })).toEqual([
      "query-added-after-presign",
    ]);
  },
);
