// Certificates with faults on purpose, made at run time: expired, for other names, self-signed, from unknown roots.
import "reflect-metadata";
import type { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { newKeyPair, privateKeyPem } from "../../src/proxy/certificate-profile.ts";

/** A certificate and its key. */
export interface Minted {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** What to make; days count from now. */
export interface MintRequest {
  readonly commonName: string;
  readonly names?: readonly string[];
  readonly fromDays?: number;
  readonly untilDays?: number;
  /** Null: self-signed. */
  readonly issuer?: Minted | null;
  readonly authority?: boolean;
}

const dayMs = 86_400_000;
let serial = 1;

/** Makes a certificate. */
export async function mint(request: MintRequest): Promise<Minted> {
  const { commonName, names = [], fromDays = -1, untilDays = 30, issuer = null, authority = false } = request;
  const keys = await newKeyPair();
  const now = Date.now();
  const subject = `CN=${commonName}, O=Countersign tests`;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: (0x40000000 + serial++).toString(16),
    subject,
    issuer: issuer?.certificate.subject ?? subject,
    notBefore: new Date(now + fromDays * dayMs),
    notAfter: new Date(now + untilDays * dayMs),
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    publicKey: keys.publicKey,
    signingKey: issuer?.keys.privateKey ?? keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(authority, undefined, true),
      ...(names.length > 0
        ? [new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns" as const, value })))]
        : []),
    ],
  });
  return {
    certificatePem: certificate.toString("pem"),
    keyPem: await privateKeyPem(keys.privateKey),
    certificate,
    keys,
  };
}
