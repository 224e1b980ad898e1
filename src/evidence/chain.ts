// The seal: a hash chain over canonical records, and Ed25519 signatures over its head. What it proves is in docs/evidence.md.
import type { KeyObject } from "node:crypto";
import { createPrivateKey, createPublicKey, hash, sign, verify } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

/** What a record of the chain is. */
export type RecordKind = "exchange" | "gap" | "note";

/** A signature over the head of the chain. */
export interface Checkpoint {
  /** The last record it covers; 0 for the start alone. */
  readonly sequence: number;
  /** Hash of that record: lower-case hex. */
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly signedAt: string;
  /** Ed25519 over the checkpoint's text: base64. */
  readonly signature: string;
}

/** Hash 0 of a chain: over the facts of its file, so that a chain cannot be put into another one. Lower-case hex. */
export function chainStart(facts: Readonly<Record<string, string>>): string {
  return hash("sha256", `countersign-chain/1\n${canonicalJson(facts)}`, "hex");
}

/** The hash of one record: over the one before it, its place, its kind, its length in UTF-16 units and its canonical text. */
export function chainLink(before: string, sequence: number, kind: string, record: string): string {
  return hash("sha256", `cs1\n${before}\n${sequence}\n${kind}\n${record.length}\n${record}`, "hex");
}

/** Signs the head of a chain. */
export function signCheckpoint(
  head: { readonly sequence: number; readonly hash: string },
  signedAt: string,
  key: KeyObject,
): Checkpoint {
  const text = checkpointText({ ...head, signedAt });
  return { ...head, signedAt, signature: sign(null, Buffer.from(text), key).toString("base64") };
}

/** Whether a checkpoint is this key's. False for anything malformed. */
export function checkpointHolds(checkpoint: Checkpoint, key: KeyObject): boolean {
  try {
    const signature = Buffer.from(checkpoint.signature, "base64");
    // Base64 has several spellings of the same bytes; one of them is the one that was written.
    if (signature.toString("base64") !== checkpoint.signature) return false;
    return verify(null, Buffer.from(checkpointText(checkpoint)), key, signature);
  } catch {
    return false;
  }
}

function checkpointText({ sequence, hash: head, signedAt }: Omit<Checkpoint, "signature">): string {
  return `countersign-checkpoint/1\n${sequence}\n${head}\n${signedAt}\n`;
}

/** A private key from PEM (PKCS #8). */
export function privateKeyOf(pem: string): KeyObject {
  return createPrivateKey(pem);
}

/** The public half as PEM (SubjectPublicKeyInfo), as `openssl` reads it. */
export function publicKeyPem(key: KeyObject): string {
  return publicHalf(key).export({ type: "spki", format: "pem" }).toString();
}

/** An Ed25519 public key from PEM; null for anything else. */
export function publicKeyOf(pem: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: pem, format: "pem" });
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null;
  }
}

/** The name of a key: the first 32 hex digits of the SHA-256 of its SubjectPublicKeyInfo. */
export function keyIdOf(key: KeyObject): string {
  return hash("sha256", publicHalf(key).export({ type: "spki", format: "der" }), "hex").slice(0, 32);
}

function publicHalf(key: KeyObject): KeyObject {
  return key.type === "private" ? createPublicKey(key) : key;
}
