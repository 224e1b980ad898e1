import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  looksLikeSmtpPassword,
  oldSesSmtpPassword,
  sesSmtpPassword,
} from "../../src/sigv4/ses-smtp-password.ts";

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

describe("sesSmtpPassword", () => {
  it("is the version byte 4 and the chain of the documentation", () => {
    const parts = ["11111111", "us-east-1", "ses", "aws4_request", "SendRawEmail"];
    const bytes = parts.reduce<Buffer>(
      (key, part) => createHmac("sha256", key).update(part).digest(),
      Buffer.from(`AWS4${secret}`),
    );
    const password = sesSmtpPassword(secret, "us-east-1");
    expect(password).toBe(Buffer.concat([Buffer.from([4]), bytes]).toString("base64"));
    expect(password).toHaveLength(44);
  });

  it("differs by region", () => {
    expect(sesSmtpPassword(secret, "eu-west-1")).not.toBe(sesSmtpPassword(secret, "us-east-1"));
  });
});

describe("oldSesSmtpPassword", () => {
  it("is the version byte 2 and one HMAC", () => {
    const bytes = createHmac("sha256", secret).update("SendRawEmail").digest();
    expect(oldSesSmtpPassword(secret)).toBe(Buffer.concat([Buffer.from([2]), bytes]).toString("base64"));
  });
});

describe("looksLikeSmtpPassword", () => {
  it("knows both kinds, and no secret", () => {
    expect(looksLikeSmtpPassword(sesSmtpPassword(secret, "us-east-1"))).toBe(true);
    expect(looksLikeSmtpPassword(oldSesSmtpPassword(secret))).toBe(true);
    expect(looksLikeSmtpPassword(secret)).toBe(false);
    expect(looksLikeSmtpPassword(`${secret}abcd`)).toBe(false);
  });
});
