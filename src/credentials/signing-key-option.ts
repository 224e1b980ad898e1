// A derived signing key as given on the command line: AKID:YYYYMMDD:region:service:HEX.
import type { KnownSigningKey } from "../sigv4/known-credentials.ts";
import { Secret } from "../sigv4/secret.ts";

/** Why a signing key could not be read; the text itself is never repeated because it holds a key. */
export interface SigningKeyRefusal {
  readonly reason: string;
}

/** Reads `AKID:YYYYMMDD:region:service:HEX` (64 hex digits: the last of the four HMACs of the derivation). */
export function parseSigningKey(text: string): KnownSigningKey | SigningKeyRefusal {
  const parts = text.trim().split(":");
  const [accessKeyId = "", date = "", region = "", service = "", hex = ""] = parts;
  if (parts.length !== 5)
    return { reason: `it has ${parts.length} parts separated by colons, and needs five` };
  if (!/^[A-Za-z0-9_]{1,128}$/.test(accessKeyId)) return { reason: "its first part is no access key id" };
  if (!/^\d{8}$/.test(date)) return { reason: "its second part is no date of the form YYYYMMDD" };
  if (!/^[A-Za-z0-9-]{1,64}$/.test(region)) return { reason: "its third part is no region" };
  if (!/^[A-Za-z0-9-]{1,64}$/.test(service)) return { reason: "its fourth part is no service" };
  if (!/^[0-9A-Fa-f]{64}$/.test(hex))
    return { reason: "its fifth part is not the 64 hex digits of a derived key" };
  return { accessKeyId, date, region, service, keyHex: new Secret(hex.toLowerCase()) };
}
