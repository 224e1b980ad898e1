import { describe, expect, it } from "vitest";
import { matchesPattern, parseInterceptPattern } from "../../src/interception/intercept-pattern.ts";

function matches(pattern: string, host: string, port: number): boolean | string {
  const parsed = parseInterceptPattern(pattern);
  return "host" in parsed ? matchesPattern(parsed, { host, port }) : parsed.refused;
}

describe("an intercept pattern", () => {
  it("names a host on any port, or on one", () => {
    expect(matches("localhost", "localhost", 4566)).toBe(true);
    expect(matches("LocalHost:4566", "localhost", 4566)).toBe(true);
    expect(matches("localhost:4566", "localhost", 4567)).toBe(false);
    expect(matches("localhost", "localhost.evil.test", 443)).toBe(false);
  });
  it("names addresses", () => {
    expect(matches("127.0.0.1:9000", "127.0.0.1", 9000)).toBe(true);
    expect(matches("[::1]:9000", "::1", 9000)).toBe(true);
    expect(matches("::1", "::1", 1)).toBe(true);
  });
  it("names everything below a suffix, not the suffix itself", () => {
    expect(matches("*.internal", "a.b.internal", 443)).toBe(true);
    expect(matches("*.internal:8443", "a.internal", 443)).toBe(false);
    expect(matches("*.internal", "internal", 443)).toBe(false);
    expect(matches("*.internal", "ainternal", 443)).toBe(false);
  });
  it("is refused in any other form", () => {
    for (const text of ["", "*", "*.", "a.*", "*.*.b", "*.1.2.3.4", "a b", "http://a", "a:0", "a:b"]) {
      expect("refused" in parseInterceptPattern(text)).toBe(true);
    }
  });
});
