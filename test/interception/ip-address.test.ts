import { describe, expect, it } from "vitest";
import {
  addressKind,
  canonicalIpAddress,
  parseIpAddress,
  parseIpv4,
} from "../../src/interception/ip-address.ts";

describe("an IP address", () => {
  const kinds: readonly [string, string][] = [
    ["10.0.0.1", "public"],
    ["52.95.110.1", "public"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["0.0.0.0", "unspecified"],
    ["0.1.2.3", "unspecified"],
    ["169.254.169.254", "link-local"],
    ["169.254.170.2", "link-local"],
    ["224.0.0.1", "multicast"],
    ["255.255.255.255", "reserved"],
    ["::1", "loopback"],
    ["::", "unspecified"],
    ["fe80::1", "link-local"],
    ["febf::1", "link-local"],
    ["ff02::1", "multicast"],
    ["fd00:ec2::254", "metadata"],
    ["fd00:ec2::23", "metadata"],
    ["fd00:ec3::1", "public"],
    ["2600:1f14::1", "public"],
    ["::ffff:127.0.0.1", "loopback"],
    ["::ffff:a9fe:a9fe", "link-local"],
    ["64:ff9b::169.254.169.254", "link-local"],
    ["::127.0.0.1", "loopback"],
    ["::ffff:0:127.0.0.1", "loopback"],
    ["64:ff9b:1::169.254.169.254", "link-local"],
    ["64:ff9b:2::169.254.169.254", "public"],
    ["2002:7f00:1::1", "loopback"],
    ["2002:a9fe:a9fe::", "link-local"],
    ["2002:808:808::1", "public"],
  ];
  for (const [text, kind] of kinds) {
    it(`of ${text} is ${kind}`, () => {
      const bytes = parseIpAddress(text);
      expect(bytes === null ? null : addressKind(bytes)).toBe(kind);
    });
  }

  it("is not read from other spellings", () => {
    for (const text of [
      "127.1",
      "0177.0.0.1",
      "0x7f.0.0.1",
      "2130706433",
      "256.1.1.1",
      "1.2.3",
      "1.2.3.4.5",
      "",
      ":",
      "1::2::3",
      "12345::",
      "::1%eth0",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "::g",
    ]) {
      expect(parseIpAddress(text)).toBeNull();
    }
  });

  it("has one spelling", () => {
    const spelling = (text: string): string => canonicalIpAddress(parseIpAddress(text) ?? []);
    expect(spelling("0:0:0:0:0:0:0:1")).toBe("::1");
    expect(spelling("0:0:0:0:0:0:0:0")).toBe("::");
    expect(spelling("FD00:0EC2::0254")).toBe("fd00:ec2::254");
    expect(spelling("2001:db8:0:0:1:0:0:1")).toBe("2001:db8::1:0:0:1");
    expect(spelling("1:2:3:4:5:6:7:8")).toBe("1:2:3:4:5:6:7:8");
    expect(spelling("1::")).toBe("1::");
    expect(parseIpv4("1.2.3.4")).toEqual([1, 2, 3, 4]);
  });
});
