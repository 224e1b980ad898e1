import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorityText, isAuthority, parseAuthority } from "../../src/interception/authority.ts";

describe("an authority", () => {
  const accepted: readonly [string, string, number][] = [
    ["s3.amazonaws.com:443", "s3.amazonaws.com", 443],
    ["S3.Amazonaws.COM:443", "s3.amazonaws.com", 443],
    ["s3.amazonaws.com.:443", "s3.amazonaws.com", 443],
    ["my_bucket.s3.amazonaws.com:443", "my_bucket.s3.amazonaws.com", 443],
    ["localhost:4566", "localhost", 4566],
    ["127.0.0.1:9000", "127.0.0.1", 9000],
    ["[::1]:443", "::1", 443],
    ["[FE80:0::1]:65535", "fe80::1", 65535],
    ["constructor:443", "constructor", 443],
    ["3com.example:1", "3com.example", 1],
  ];
  for (const [text, host, port] of accepted) {
    it(`is read from ${text}`, () => {
      expect(parseAuthority(text, null)).toMatchObject({ host, port });
    });
  }

  const refused = [
    "",
    ":443",
    "host",
    "host:",
    "host:0",
    "host:65536",
    "host:99999",
    "host:-1",
    "host:1.5",
    "host:+1",
    "host: 1",
    "host:1 ",
    "host:0443",
    "host:443:443",
    "host:443/",
    "../x:443",
    "..:443",
    "a/../b:443",
    "a\\b:443",
    "%2e%2e:443",
    "*.amazonaws.com:443",
    "*:443",
    "a b:443",
    "user@host:443",
    "u:p@host:443",
    "a\0b:443",
    "a\r\nb:443",
    "-a.b:443",
    "a-.b:443",
    "a..b:443",
    ".a:443",
    "::1:443",
    "[::1:443",
    "::1]:443",
    "[::1]443",
    "[]:443",
    "[::1%25eth0]:443",
    "[127.0.0.1]:443",
    "127.1:443",
    "2130706433:443",
    "0x7f.1:443",
    "0177.0.0.1:443",
    "0:443",
    "1.2.3.4.5:443",
    "1.2.3.256:443",
    "\uff41.com:443",
    "\u00e9.com:443",
    `${"a".repeat(64)}.com:443`,
    `${"a.".repeat(127)}com:443`,
    "a".repeat(300),
  ];
  for (const text of refused) {
    it(`is refused: ${JSON.stringify(text.slice(0, 40))}`, () => {
      expect(isAuthority(parseAuthority(text, null))).toBe(false);
    });
  }

  it("takes the default port where one is given", () => {
    expect(parseAuthority("a.b", 80)).toMatchObject({ host: "a.b", port: 80 });
    expect(parseAuthority("[::1]", 80)).toMatchObject({ host: "::1", port: 80 });
  });

  it("never throws, and what it reads reads back as itself", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain(), fc.ipV4(), fc.ipV6()), (text) => {
        const parsed = parseAuthority(text, 443);
        if (!isAuthority(parsed)) return;
        expect(parseAuthority(authorityText(parsed.host, parsed.port), null)).toEqual(parsed);
      }),
    );
  });
});
