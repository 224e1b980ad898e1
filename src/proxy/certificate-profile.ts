// What our certificates look like: strict X.509 that the pickiest clients accept (positive serials, key identifiers,
// short life). Separate from the files, which hold the authority, and from the store of minted leaves.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { canonicalIpAddress, parseIpAddress } from "../interception/ip-address.ts";

/** An EC P-256 key pair of WebCrypto. */
export type KeyPair = webcrypto.CryptoKeyPair;

/** A certificate authority's certificate and private key. */
export interface Issuer {
  readonly certificate: x509.X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
}

const curve = { name: "ECDSA", namedCurve: "P-256" };
const signing = { name: "ECDSA", hash: "SHA-256" };
const dayMs = 86_400_000;
const caDays = 730;
// Public limits are falling to 47 days, and a start in the past counts.
const leafDays = 44;

/** Makes an extractable P-256 key pair. */
export async function newKeyPair(): Promise<KeyPair> {
  return await webcrypto.subtle.generateKey(curve, true, ["sign", "verify"]);
}

/** The private key as PKCS#8 PEM. */
export async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

/** Reads a P-256 private key from PKCS#8 PEM; throws when the text is none. */
export async function privateKeyFromPem(pem: string): Promise<webcrypto.CryptoKey> {
  return await webcrypto.subtle.importKey("pkcs8", x509.PemConverter.decodeFirst(pem), curve, false, [
    "sign",
  ]);
}

/** Reads a certificate from PEM; throws when the text is none. */
export function certificateFromPem(pem: string): x509.X509Certificate {
  return new x509.X509Certificate(pem);
}

/** A self-signed authority named after a machine and the day; valid for two years from a day before now. */
export async function authorityCertificate(
  keys: KeyPair,
  machine: string,
  nowEpochMs: number,
): Promise<x509.X509Certificate> {
  const day = new Date(nowEpochMs).toISOString().slice(0, 10);
  const prefix = "countersign local CA ";
  const commonName = `${prefix}${machine.replace(/[^A-Za-z0-9.-]/g, "").slice(0, 64 - prefix.length - 11)} ${day}`;
  return await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [commonName] }],
    notBefore: new Date(nowEpochMs - dayMs),
    notAfter: new Date(nowEpochMs + caDays * dayMs),
    signingAlgorithm: signing,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
}

/** A leaf for one host name or IP address, valid from a day before now for 44 days and never beyond its issuer. */
export async function leafCertificate(
  issuer: Issuer,
  publicKey: webcrypto.CryptoKey,
  host: string,
  nowEpochMs: number,
): Promise<x509.X509Certificate> {
  const name = certificateName(host);
  const isAddress = parseIpAddress(name) !== null;
  return await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: name.length <= 64 ? [{ CN: [name] }] : [],
    issuer: issuer.certificate.subjectName,
    notBefore: new Date(Math.max(nowEpochMs - dayMs, issuer.certificate.notBefore.getTime())),
    notAfter: new Date(Math.min(nowEpochMs + leafDays * dayMs, issuer.certificate.notAfter.getTime())),
    signingAlgorithm: signing,
    publicKey,
    signingKey: issuer.privateKey,
    extensions: [
      ...(await sharedExtensions(issuer)),
      // A certificate without a subject carries its name in a critical extension (RFC 5280, 4.2.1.6).
      new x509.SubjectAlternativeNameExtension(
        [{ type: isAddress ? "ip" : "dns", value: name }],
        name.length > 64,
      ),
    ],
  });
}

const shared = new WeakMap<Issuer, Promise<readonly x509.Extension[]>>();

/** What all leaves of an issuer have in common, made once: encoding it again costs more than the signature. */
async function sharedExtensions(issuer: Issuer): Promise<readonly x509.Extension[]> {
  const known = shared.get(issuer) ?? makeSharedExtensions(issuer);
  shared.set(issuer, known);
  return await known;
}

async function makeSharedExtensions(issuer: Issuer): Promise<readonly x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate.publicKey),
  ];
}

/** The name a certificate is made out to: strict clients refuse underscores, so such a label becomes a wildcard. */
export function certificateName(host: string): string {
  const address = parseIpAddress(host);
  if (address !== null) return canonicalIpAddress(address);
  const [first = "", ...rest] = host.split(".");
  return first.includes("_") && rest.length > 1 ? `*.${rest.join(".")}` : host;
}

/** Sixteen random bytes in hex that read as a positive number of full length. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return Buffer.from(bytes).toString("hex");
}
