import { expect, test } from "vitest";
import { childNoProxy } from "../../src/cli/child-no-proxy.ts";

const credentialAddresses =
  "169.254.169.254,169.254.170.2,169.254.170.23,[fd00:ec2::254],fd00:ec2::254,[fd00:ec2::23],fd00:ec2::23";

test("NO_PROXY: without entries of the user it exempts credential addresses and this machine", () => {
  expect(childNoProxy([], [])).toEqual({
    value: `${credentialAddresses},localhost,127.0.0.1,[::1],::1`,
    leftOut: [],
  });
});

test("NO_PROXY: it does not exempt localhost when that is to be opened", () => {
  expect(childNoProxy([], ["localhost:4566"]).value).toBe(`${credentialAddresses},127.0.0.1,[::1],::1`);
  expect(childNoProxy([], ["127.0.0.1:9000"]).value).toBe(`${credentialAddresses},localhost,[::1],::1`);
  expect(childNoProxy([], ["[::1]:9000"]).value).toBe(`${credentialAddresses},localhost,127.0.0.1`);
});

test("NO_PROXY: it keeps the user's entries, once each", () => {
  const { value, leftOut } = childNoProxy(["corp.example,10.0.0.0/8", "corp.example .lan localhost"], []);
  expect(value).toBe(`${credentialAddresses},localhost,127.0.0.1,[::1],::1,corp.example,10.0.0.0/8,.lan`);
  expect(leftOut).toEqual([]);
});

test.each([
  "*",
  "amazonaws.com",
  ".amazonaws.com",
  "*.amazonaws.com",
  ".amazonaws.com:443",
  "S3.us-east-1.AmazonAWS.com",
  "com",
  ".aws",
  "on.aws",
  "cn",
  "amazonaws.com.cn",
])("NO_PROXY: it leaves out %s, which would hide AWS", (entry) => {
  const { value, leftOut } = childNoProxy([entry, "keep.example"], []);
  expect(value).toBe(`${credentialAddresses},localhost,127.0.0.1,[::1],::1,keep.example`);
  expect(leftOut).toEqual([entry]);
});

test.each([
  ["localhost", "localhost:4566"],
  ["localhost:4566", "localhost:4566"],
  [".internal", "*.internal"],
  ["internal", "*.svc.internal"],
  ["s3.internal", "*.internal"],
  ["[::1]:9000", "[::1]:9000"],
])("NO_PROXY: it leaves out %s when %s is to be opened", (entry, pattern) => {
  expect(childNoProxy([entry], [pattern]).leftOut).toEqual([entry]);
});

test("NO_PROXY: it keeps names that only look like AWS", () => {
  expect(childNoProxy(["notamazonaws.com,amazonaws.com.example,xcom"], []).leftOut).toEqual([]);
});
