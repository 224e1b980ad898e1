import { expect, it } from "vitest";
import { hostParts, hostSuppositions, virtualBucket } from "../../src/diagnosis/host-names.ts";
import { contextOf } from "../support/context-of.ts";

it("cuts name and port, and keeps the brackets of IPv6", () => {
  expect(hostParts("minio:9000")).toEqual({ name: "minio", port: "9000" });
  expect(hostParts("[::1]:9000")).toEqual({ name: "[::1]", port: "9000" });
  expect(hostParts("minio")).toEqual({ name: "minio", port: null });
});

it("finds the bucket of a virtual host", () => {
  expect(virtualBucket("my.bucket.s3.us-east-1.amazonaws.com")).toEqual({
    bucket: "my.bucket",
    endpoint: "s3.us-east-1.amazonaws.com",
  });
  expect(virtualBucket("s3.us-east-1.amazonaws.com")).toBeNull();
  expect(virtualBucket(`x.s3${"-".repeat(250)}`)).toBeNull();
});

it("gives each kind of change its own names", () => {
  const context = contextOf({ url: "https://ec2.us-east-1.amazonaws.com/", service: "ec2" });
  const details = [...hostSuppositions(context, "endpoint")].map(({ changes }) => changes[0]?.to);
  expect(details).toContain("ec2.amazonaws.com");
  expect(details).not.toContain("localhost");
});

it("takes names of the region that arrived as well as of the scope's", () => {
  const context = contextOf({ url: "https://ec2-fips.sa-east-1.amazonaws.com/", service: "ec2" });
  const details = [...hostSuppositions(context, "endpoint")].map(({ changes }) => changes[0]?.to);
  expect(details).toContain("ec2.us-east-1.amazonaws.com");
  expect(details).toContain("ec2.sa-east-1.amazonaws.com");
  expect(details.indexOf("ec2.us-east-1.amazonaws.com")).toBe(0);
});
