import { describe, expect, it } from "vitest";
import { p256PublicKey, p256Verifies } from "../../src/http/digest.ts";
import { Secret } from "../../src/sigv4/secret.ts";
import { sigv4aPrivateKey, sigv4aPublicKey } from "../../src/sigv4/sigv4a-key.ts";

const publicKey = {
  xHex: "b6618f6a65740a99e650b33b6b4b5bd0d43b176d721a3edfea7e7d2d56d936b1",
  yHex: "865ed22a7eadc9c5cb9d2cbaca1b3699139fedc5043dc6661864218330c8e518",
};

describe("the SigV4A key", () => {
  it("is the published one for the example credentials", () => {
    const key = sigv4aPrivateKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    expect(key.length).toBe(32);
    expect(p256PublicKey(key)).toEqual(publicKey);
  });

  it("verifies a published signature and no other text", () => {
    const secret = new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    const key = sigv4aPublicKey("AKIDEXAMPLE", secret);
    expect(key).toEqual(publicKey);
    expect(sigv4aPublicKey("AKIDEXAMPLE", secret)).toBe(key);
    const signature = Buffer.from(
      "3045022018b4e277d0281864beb51d3600e23f88510ea5031d68ddfbb68614b82a5eb7d2022100effb9c5f22ed9ef3ae0ab243d21f06bce82365bbb79529a07b6888c343ae5f8c",
      "hex",
    );
    const text =
      "AWS4-ECDSA-P256-SHA256\n20150830T123600Z\n20150830/service/aws4_request\ncf59db423e841c8b7e3444158185aa261b724a5c27cbe762676f3eed19f4dc02";
    expect(p256Verifies(key, text, signature)).toBe(true);
    expect(p256Verifies(key, `${text}\n`, signature)).toBe(false);
  });

  it("depends on key id and secret", () => {
    const key = sigv4aPrivateKey("AKIDEXAMPLE", "secret");
    expect(sigv4aPrivateKey("AKIDEXAMPLF", "secret")).not.toEqual(key);
    expect(sigv4aPrivateKey("AKIDEXAMPLE", "secreu")).not.toEqual(key);
  });
});
