import { describe, expect, it } from "vitest";
import type { Authority } from "../../src/interception/authority.ts";
import { isExempt } from "../../src/proxy/no-proxy.ts";

const s3: Authority = { host: "s3.amazonaws.com", port: 443, kind: "name" };
const address = (host: string, port = 443): Authority => ({
  host,
  port,
  kind: host.includes(":") ? "ipv6" : "ipv4",
});

const exempt: readonly [string, Authority][] = [
  ["*", s3],
  ["amazonaws.com", s3],
  [".amazonaws.com", s3],
  ["*.amazonaws.com", s3],
  ["a.test, S3.AMAZONAWS.COM", s3],
  ["a.test s3.amazonaws.com:443", s3],
  [".amazonaws.com:443", s3],
  ["10.0.0.1", address("10.0.0.1")],
  ["10.0.0.1:443", address("10.0.0.1")],
  ["10.0.0.0/8", address("10.255.255.255")],
  ["10.20.0.0/15", address("10.21.1.1")],
  ["0.0.0.0/0", address("192.0.2.1")],
  ["192.0.2.7/32", address("192.0.2.7")],
  ["fd00::1", address("fd00::1")],
  ["[fd00::1]:443", address("fd00::1")],
  ["fd00::/8", address("fdff::1")],
  ["[fd00::]/8", address("fd12::1")],
];

const notExempt: readonly [string, Authority][] = [
  ["", s3],
  [" , ,", s3],
  ["mazonaws.com", s3],
  ["s3.amazonaws.com.evil.test", s3],
  ["s3.amazonaws.com:8443", s3],
  ["169.254.169.254", s3],
  ["0.0.0.0/0", s3],
  ["10.0.0.0/8", address("11.0.0.1")],
  ["10.20.0.0/15", address("10.22.0.1")],
  ["10.0.0.0/33", address("10.0.0.1")],
  ["10.0.0.0/", address("10.0.0.1")],
  ["10.0.0.0/8/8", address("10.0.0.1")],
  ["10.0.0.0/-1", address("10.0.0.1")],
  ["::/0", address("10.0.0.1")],
  ["fd00::/8", address("fe00::1")],
  ["fd00::/129", address("fd00::1")],
  ["*.*", s3],
  ["http://s3.amazonaws.com", s3],
];

describe("NO_PROXY", () => {
  it("names a destination by name, suffix, address, block or port", () => {
    expect(exempt.filter(([text, destination]) => !isExempt(text, destination))).toEqual([]);
  });
  it("names nothing else", () => {
    expect(notExempt.filter(([text, destination]) => isExempt(text, destination))).toEqual([]);
  });
});
