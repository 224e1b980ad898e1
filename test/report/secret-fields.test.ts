import { describe, expect, it } from "vitest";
import { withoutSecretFields } from "../../src/report/secret-fields.ts";

describe("a text without secret fields", () => {
  it("keeps the names and loses the values of header lines", () => {
    expect(withoutSecretFields("host:h\nCookie: a=b; c\r\nx-amz-mfa:1 2\nx:y", null)).toBe(
      "host:h\nCookie:[redacted]\r\nx-amz-mfa:[redacted]\nx:y",
    );
  });

  it("keeps the names and loses the values of query parameters", () => {
    expect(withoutSecretFields("/?WebIdentityToken=abc&x=1&X-Amz-Security-Token=t", null)).toBe(
      "/?WebIdentityToken=[redacted]&x=1&X-Amz-Security-Token=[redacted]",
    );
    expect(withoutSecretFields("a&amp;X-Amz-Security-Token=t&amp;b", null)).toBe(
      "a&amp;X-Amz-Security-Token=[redacted]&amp;b",
    );
  });

  it("shows signatures through the function it is given", () => {
    const short = (text: string) => text.slice(0, 4);
    expect(withoutSecretFields("?X-Amz-Signature=0123456789abcdef&a=1", short)).toBe(
      "?X-Amz-Signature=0123&a=1",
    );
    expect(withoutSecretFields("SignedHeaders=host, Signature=0123456789abcdef", short)).toBe(
      "SignedHeaders=host, Signature=0123",
    );
    expect(withoutSecretFields("Signature=0123456789abcdef", null)).toBe("Signature=0123456789abcdef");
  });

  it("leaves other fields and prose alone", () => {
    const text = "The header x-amz-security-token is in SignedHeaders: host;x-amz-security-token";
    expect(withoutSecretFields(text, null)).toBe(text);
    expect(withoutSecretFields("continuation-token=abc", null)).toBe("continuation-token=abc");
  });

  it("takes time in proportion to the text", () => {
    const text = "x-amz-security-token ".repeat(20_000);
    const start = performance.now();
    expect(withoutSecretFields(text, (signature) => signature)).toBe(text);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
