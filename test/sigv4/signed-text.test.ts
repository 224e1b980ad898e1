import { describe, expect, it } from "vitest";
import { p256Sign } from "../../src/http/digest.ts";
import { textComesOut, textSignature } from "../../src/sigv4/signed-text.ts";
import { sigv4aPrivateKey } from "../../src/sigv4/sigv4a-key.ts";

const signer = { accessKeyId: "AKIDEXAMPLE", scope: null };

describe("a signed text", () => {
  it("is the documented HMAC-SHA1 of S3's Version 2 example", () => {
    const text = "GET\n\n\nTue, 27 Mar 2007 19:36:42 +0000\n/johnsmith/photos/puppy.jpg";
    const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    expect(textSignature({ text, method: "HmacSHA1" }, signer, secret)).toBe("bWq2s1WEIj+Ydj0vQ697zp+IXMU=");
  });

  it("is written in hexadecimal or base64 as asked", () => {
    const signed = { text: "what do ya want for nothing?", method: "HmacSHA256" } as const;
    expect(textSignature({ ...signed, written: "hex" }, signer, "Jefe")).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
    expect(textSignature(signed, signer, "Jefe")).toBe("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
  });

  it("has no signature to compare where it needs a scope or is ECDSA's", () => {
    expect(textSignature({ text: "a", method: "AWS4-HMAC-SHA256" }, signer, "s")).toBeNull();
    expect(textSignature({ text: "a", method: "AWS4-ECDSA-P256-SHA256" }, signer, "s")).toBeNull();
  });

  it("is verified for ECDSA, and what is no signature is refused", () => {
    const signed = { text: "a", method: "AWS4-ECDSA-P256-SHA256" } as const;
    const signature = Buffer.from(p256Sign(sigv4aPrivateKey("AKIDEXAMPLE", "s"), "a")).toString("hex");
    expect(textComesOut(signed, signer, "s", signature)).toBe(true);
    expect(textComesOut({ ...signed, hashedFirst: true }, signer, "s", signature)).toBe(false);
    expect(textComesOut(signed, signer, "t", signature)).toBe(false);
    expect(textComesOut(signed, signer, "s", "not hex")).toBe(false);
    expect(textComesOut(signed, signer, "s", "00".repeat(70))).toBe(false);
  });
});
