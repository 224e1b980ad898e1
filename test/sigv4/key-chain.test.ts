import { describe, expect, it } from "vitest";
import { keyByChain, keySteps } from "../../src/sigv4/key-chain.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const scope = { date: "20120215", region: "us-east-1", service: "iam", terminator: "aws4_request" };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("a signing key by a chain", () => {
  it("is the specification's own when nothing departs", () => {
    expect(hex(keyByChain(secret, scope, {}))).toBe(
      "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d",
    );
    expect(keyByChain(secret, scope, {})).toEqual(signingKey(secret, scope));
  });
  it("passes hex text on instead of bytes where the code does so", () => {
    const chain = { passOn: ["hex", "hex", "hex", "raw"] } as const;
    expect(hex(keyByChain(secret, scope, chain))).toBe(
      "9d8a8749deaee911a4ed0d04fb34af903f690d0423c146023bd282ba8ebf955b",
    );
    const whole = keyByChain(secret, scope, { passOn: "hex" });
    expect(Buffer.from(whole).toString()).toBe(
      "9d8a8749deaee911a4ed0d04fb34af903f690d0423c146023bd282ba8ebf955b",
    );
    expect(Buffer.from(keyByChain(secret, scope, { passOn: "upper-hex" })).toString()).toMatch(
      /^[0-9A-F]{64}$/,
    );
    expect(Buffer.from(keyByChain(secret, scope, { passOn: "base64" })).toString()).toMatch(/^[\w+/]{43}=$/);
  });
  it("exchanges key and message, leaves steps out and takes another prefix", () => {
    const plain = hex(keyByChain(secret, scope, {}));
    const others = [
      ...keySteps.slice(0, 4).map((step) => hex(keyByChain(secret, scope, { swapped: [step] }))),
      ...keySteps.slice(0, 4).map((step) => hex(keyByChain(secret, scope, { skipped: [step] }))),
      hex(keyByChain(secret, scope, { prefix: "" })),
    ];
    expect(new Set([plain, ...others]).size).toBe(10);
  });
});
