import { expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";
import { causesReadAs } from "../../support/read-by-server.ts";

it("proves a prefix that was stripped", async () => {
  const recipe = {
    url: "https://storage.example.com/minio/examplebucket/report.json",
    sent: <T extends object>(request: T) => ({ ...request, target: "/examplebucket/report.json" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["path-prefix-rewritten"],
    changes: ["path: /examplebucket/report.json -> /minio/examplebucket/report.json"],
  });
});

it("proves a stage that was added", async () => {
  const recipe = {
    url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/items/17",
    service: "execute-api",
    sent: <T extends object>(request: T) => ({ ...request, target: "/prod/items/17" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["path-prefix-rewritten"],
    changes: ["path: /prod/items/17 -> /items/17"],
  });
});

it("proves a prefix that a header remembers", async () => {
  const recipe = {
    url: "https://storage.example.com/tenant-7/examplebucket/report.json",
    unsignedHeaders: [["X-Forwarded-Prefix", "/tenant-7"]] as const,
    sent: <T extends object>(request: T) => ({ ...request, target: "/examplebucket/report.json" }),
  };
  expect(await causesOf(recipe)).toEqual(["path-prefix-rewritten"]);
});

it("is asked first where the first segment is one that proxies add, and names the other class", async () => {
  const examination = await examined(
    signedExample({
      url: "https://s3.us-east-1.amazonaws.com/examplebucket/report.json",
      sent: <T extends object>(request: T) => ({ ...request, target: "/storage/examplebucket/report.json" }),
    }),
  );
  expect(examination.causes).toEqual(["path-prefix-rewritten"]);
  expect(examination.findings[0]?.evidence.alsoPossible).toContain("virtual-host-vs-path-style");
});

it("leaves the bucket of S3's path style to its own class", async () => {
  const recipe = {
    url: "https://s3.us-east-1.amazonaws.com/examplebucket/report.json",
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/report.json" }),
  };
  expect(await causesOf(recipe)).toEqual(["virtual-host-vs-path-style"]);
});

it("finds nothing where the path is unchanged", async () => {
  expect(await findingsOf({ url: "https://storage.example.com/minio/examplebucket/report.json" })).toEqual(
    [],
  );
});

it("is what became of a path that the server read behind a prefix of any name, and not of another path", async () => {
  const recipe = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/a/b.json" };
  expect(await causesReadAs(recipe, (text) => text.replace("/a/", "/tenant-7/a/"))).toEqual([
    "path-prefix-rewritten",
  ]);
  expect(await causesReadAs(recipe, (text) => text.replace("/a/b.json", "/q/z.json"))).toEqual([
    "changed-on-the-way",
  ]);
});
