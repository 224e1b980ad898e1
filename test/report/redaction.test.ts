import { describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { redactionFor, shortSignature } from "../../src/report/redaction.ts";

const token = "IQoJb3JpZ2luX2VjEPn//////////wEaCXVzLWVhc3QtMSJHMEUCIQDx+canary/token==";
const signature = "f62643bf0c6d5a4f1b2c3d4e5f60718293a4b5c6d7e8f9010203040506070809";
const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

function request(
  headers: readonly [string, string][],
  more: Partial<Parameters<typeof signedExample>[0]> = {},
) {
  return signedExample({ url, headers, ...more }).request;
}

describe("redaction", () => {
  it("replaces a session token wherever it stands, in every spelling", () => {
    const { text } = redactionFor(request([["X-Amz-Security-Token", token]]), [], "full");
    expect(text(`a ${token} b`)).toBe("a [redacted] b");
    expect(text(encodeURIComponent(token))).toBe("[redacted]");
    expect(text(encodeURIComponent(encodeURIComponent(token)))).toBe("[redacted]");
  });

  it("replaces the line of a secret header in a canonical request, even of another request", () => {
    const { text } = redactionFor(request([]), [], "full");
    expect(text("GET\n/\n\nhost:h\nx-amz-security-token:abc\n\nhost;x-amz-security-token\nhash")).toBe(
      "GET\n/\n\nhost:h\nx-amz-security-token:[redacted]\n\nhost;x-amz-security-token\nhash",
    );
    expect(text("x-amz-security-token:\nhost:h")).toBe("x-amz-security-token:\nhost:h");
  });

  it("replaces a token in a target and in a canonical query", () => {
    const { text } = redactionFor(request([], { presignedSeconds: 60, sessionToken: token }), [], "full");
    expect(text("/a?X-Amz-Expires=60&X-Amz-Security-Token=abc&x=1")).toBe(
      "/a?X-Amz-Expires=60&X-Amz-Security-Token=[redacted]&x=1",
    );
    expect(text("X-Amz-Security-Token=abc&b=2\nhost:h")).toBe("X-Amz-Security-Token=[redacted]&b=2\nhost:h");
  });

  it.each([
    ["X-Amz-Security-Token", token],
    ["Cookie", "session=canary-canary"],
    ["Proxy-Authorization", "Basic Y2FuYXJ5OmNhbmFyeQ=="],
    ["X-Amz-Server-Side-Encryption-Customer-Key", "Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5"],
    ["x-amz-copy-source-server-side-encryption-customer-key", "Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5"],
    ["X-Api-Key", "canary-canary"],
  ])("hides the value of %s and its text elsewhere", (name, value) => {
    const redaction = redactionFor(request([[name, value]]), [], "full");
    expect(redaction.header(name, value)).toBe("[redacted]");
    expect(redaction.text(`got ${value} here`)).toBe("got [redacted] here");
  });

  it("hides a bearer token in the header and in a message that quotes it", () => {
    const { headers, ...rest } = request([]);
    const bearer = {
      ...rest,
      headers: [
        ...headers.filter(([name]) => name !== "Authorization"),
        ["Authorization", "Bearer eyJcanary.canary"] as const,
      ],
    };
    const redaction = redactionFor(bearer, [], "full");
    expect(redaction.header("Authorization", "Bearer eyJcanary.canary")).toBe("Bearer [redacted]");
    expect(redaction.text("'eyJcanary.canary' not a valid key=value pair")).toBe(
      "'[redacted]' not a valid key=value pair",
    );
  });

  it("shortens signatures unless they are asked for in full", () => {
    const short = redactionFor(request([]), [signature], "short");
    const full = redactionFor(request([]), [signature], "full");
    expect(short.text(`Signature=${signature}`)).toBe("Signature=f62643bf…");
    expect(short.text("/a?X-Amz-Signature=0102030405060708090a")).toBe("/a?X-Amz-Signature=01020304…");
    expect(short.header("Authorization", "AWS AKIA:0123456789abcdef=")).toBe("AWS AKIA:01234567…");
    expect(short.signature(signature)).toBe("f62643bf…");
    expect(full.text(`Signature=${signature}`)).toBe(`Signature=${signature}`);
    expect(full.signature(signature)).toBe(signature);
  });

  it("leaves a short signature as it is: its length is what is wrong", () => {
    expect(shortSignature("abc")).toBe("abc");
  });
});
