import { describe, expect, it } from "vitest";
import { isAuthority, parseAuthority } from "../../src/interception/authority.ts";
import type { DestinationPolicy } from "../../src/interception/destination.ts";
import { addressRefusal, destinationFor } from "../../src/interception/destination.ts";
import type { InterceptPattern } from "../../src/interception/intercept-pattern.ts";
import { parseInterceptPattern } from "../../src/interception/intercept-pattern.ts";

const own = [
  { host: "127.0.0.1", port: 8080 },
  { host: "127.0.0.1", port: 8081 },
  { host: "10.1.2.3", port: 8080 },
];

function policy(intercept: readonly string[], sandboxed = false): DestinationPolicy {
  const patterns = intercept
    .map(parseInterceptPattern)
    .filter((pattern): pattern is InterceptPattern => "host" in pattern);
  return { intercept: patterns, ownAddresses: own, sandboxed };
}

function action(text: string, rules: DestinationPolicy): string {
  const authority = parseAuthority(text, null);
  return isAuthority(authority) ? destinationFor(authority, rules).action : "no authority";
}

describe("the destination policy", () => {
  const table: readonly [string, string][] = [
    ["s3.amazonaws.com:443", "intercept"],
    ["bucket.s3.us-east-1.amazonaws.com:443", "intercept"],
    ["sts.eu-west-1.amazonaws.com:443", "intercept"],
    ["dynamodb.cn-north-1.amazonaws.com.cn:443", "intercept"],
    ["lambda.us-east-1.api.aws:443", "intercept"],
    ["example.com:443", "tunnel"],
    ["amazonaws.com.evil.test:443", "tunnel"],
    ["evilamazonaws.com:443", "tunnel"],
    ["registry.test:443", "tunnel"],
    ["10.0.0.5:443", "tunnel"],
    ["constructor:443", "tunnel"],
    ["__proto__:443", "tunnel"],
    ["tostring:443", "tunnel"],
    ["169.254.169.254:80", "refuse"],
    ["169.254.170.2:80", "refuse"],
    ["[fd00:ec2::254]:80", "refuse"],
    ["[::ffff:a9fe:a9fe]:80", "refuse"],
    ["[::ffff:169.254.169.254]:80", "refuse"],
    ["[fe80::1]:443", "refuse"],
    ["0.0.0.0:443", "refuse"],
    ["[::]:443", "refuse"],
    ["224.0.0.1:443", "refuse"],
    ["[ff02::1]:443", "refuse"],
    ["255.255.255.255:443", "refuse"],
    ["127.0.0.1:443", "refuse"],
    ["127.9.9.9:443", "refuse"],
    ["[::1]:443", "refuse"],
    ["[::ffff:127.0.0.1]:443", "refuse"],
    ["localhost:443", "refuse"],
    ["localhost.:443", "refuse"],
    ["LOCALHOST:443", "refuse"],
    ["a.localhost:443", "refuse"],
    ["localhost:8080", "refuse"],
    ["127.0.0.1:8081", "refuse"],
    ["[::1]:8081", "refuse"],
    ["10.1.2.3:8080", "refuse"],
    ["bucket.s3-accelerate.amazonaws.com:443", "intercept"],
    ["S3.AMAZONAWS.COM:443", "intercept"],
    ["s3.amazonaws.com.:443", "intercept"],
    ["s3.amazonaws.com:8443", "intercept"],
    ["amazonaws.com.evil.test.:443", "tunnel"],
    ["s3.amazonaws.com-evil.test:443", "tunnel"],
    ["[2600:1f14::1]:443", "tunnel"],
    ["169.254.169.123:123", "refuse"],
    ["169.254.170.23:80", "refuse"],
    ["[fd00:ec2::23]:80", "refuse"],
    ["[64:ff9b::a9fe:a9fe]:80", "refuse"],
    ["[2002:a9fe:a9fe::]:80", "refuse"],
    ["[2002:7f00:1::]:443", "refuse"],
    ["[::ffff:0:7f00:1]:443", "refuse"],
    ["[::127.0.0.1]:443", "refuse"],
    ["0.1.2.3:443", "refuse"],
    ["240.0.0.1:443", "refuse"],
    ["[::ffff:127.0.0.1]:8080", "refuse"],
    ["0x7f000001:443", "no authority"],
    ["0177.0.0.1:443", "no authority"],
    ["127.0.0.1.:443", "refuse"],
    ["169.254.169.254.:80", "refuse"],
    ["2852039166:80", "no authority"],
    ["[fe80::1%25eth0]:443", "no authority"],
    ["*.amazonaws.com:443", "no authority"],
    ["2130706433:443", "no authority"],
    ["127.1:8080", "no authority"],
  ];
  for (const [text, expected] of table) {
    it(`answers ${expected} for ${text}`, () => {
      expect(action(text, policy([]))).toBe(expected);
    });
  }
  it("opens what the patterns name, loopback included", () => {
    expect(action("localhost:4566", policy(["localhost:4566"]))).toBe("intercept");
    expect(action("localhost:4567", policy(["localhost:4566"]))).toBe("refuse");
    expect(action("127.0.0.1:9000", policy(["127.0.0.1:9000"]))).toBe("intercept");
    expect(action("[::1]:9000", policy(["::1"]))).toBe("intercept");
    expect(action("a.internal:443", policy(["*.internal"]))).toBe("intercept");
  });
  it("never opens itself or link-local addresses, whatever the patterns say", () => {
    for (const text of [
      "localhost:8080",
      "127.0.0.1:8081",
      "[::1]:8080",
      "169.254.169.254:80",
      "0.0.0.0:80",
    ]) {
      expect(action(text, policy(["localhost", "127.0.0.1", "::1", "169.254.169.254", "0.0.0.0"]))).toBe(
        "refuse",
      );
    }
  });
  it("lets nothing else out of the sandbox", () => {
    expect(action("s3.amazonaws.com:443", policy([], true))).toBe("intercept");
    expect(action("example.com:443", policy([], true))).toBe("refuse");
  });
});

describe("a resolved address", () => {
  const name = { host: "a.internal", port: 8080, kind: "name" as const };
  const amazon = { host: "s3.amazonaws.com", port: 443, kind: "name" as const };
  it("is checked again, so that a name cannot lead where its address would not", () => {
    expect(addressRefusal("52.95.110.1", amazon, policy([]))).toBeNull();
    expect(addressRefusal("10.0.0.7", amazon, policy([]))).toBeNull();
    expect(addressRefusal("169.254.169.254", amazon, policy([]))).toMatch(/link-local/);
    expect(addressRefusal("127.0.0.1", amazon, policy([]))).toMatch(/loopback/);
    expect(addressRefusal("::ffff:127.0.0.1", amazon, policy([]))).toMatch(/loopback/);
    expect(addressRefusal("fe80::1%eth0", amazon, policy([]))).toMatch(/link-local/);
    expect(addressRefusal("nonsense", amazon, policy([]))).toMatch(/not an address/);
  });
  it("may be loopback where a pattern names the host, but never countersign itself", () => {
    expect(addressRefusal("127.0.0.1", { ...name, port: 9000 }, policy(["*.internal"]))).toBeNull();
    expect(addressRefusal("127.0.0.1", name, policy(["*.internal"]))).toMatch(/itself/);
    expect(addressRefusal("10.1.2.3", name, policy(["*.internal"]))).toMatch(/itself/);
  });
});
