import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  authorityCertificate,
  certificateName,
  leafCertificate,
  newKeyPair,
} from "../../src/proxy/certificate-profile.ts";

const now = Date.UTC(2026, 10, 22);

describe("a certificate's name", () => {
  it("is the host, or a wildcard where the first label has an underscore", () => {
    expect(certificateName("s3.amazonaws.com")).toBe("s3.amazonaws.com");
    expect(certificateName("a_b.s3.amazonaws.com")).toBe("*.s3.amazonaws.com");
    expect(certificateName("a_b.test")).toBe("a_b.test");
    expect(certificateName("0:0:0:0:0:0:0:1")).toBe("::1");
  });
});

describe("the certificate profile", () => {
  it("gives the authority a short chain and two years", async () => {
    const facts = new X509Certificate(
      (await authorityCertificate(await newKeyPair(), "my, machine=1", now)).toString("pem"),
    );
    expect(facts.subject).toBe("CN=countersign local CA mymachine1 2026-11-22");
    expect(facts.ca).toBe(true);
    expect(facts.validFrom).toBe("Nov 21 00:00:00 2026 GMT");
    expect(facts.validTo).toBe("Nov 21 00:00:00 2028 GMT");
  });
  it("keeps a leaf within its issuer's life, and names it by its extension alone when the name is long", async () => {
    const keys = await newKeyPair();
    const certificate = await authorityCertificate(keys, "m", now - 720 * 86_400_000);
    const issuer = { certificate, privateKey: keys.privateKey };
    const long = `${"a".repeat(60)}.${"b".repeat(40)}.test`;
    const facts = new X509Certificate(
      (await leafCertificate(issuer, keys.publicKey, long, now)).toString("pem"),
    );
    expect(Date.parse(facts.validTo)).toBe(certificate.notAfter.getTime());
    expect(facts.subject ?? "").toBe("");
    expect(facts.subjectAltName).toBe(`DNS:${long}`);
    expect(facts.ca).toBe(false);
    expect(facts.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  });
});
