// The SigV4A key: an ECDSA key on P-256 derived from key id and secret, the same for every day, region and service.
import type { P256Point } from "../http/digest.ts";
import { hmacSha256, p256PublicKey } from "../http/digest.ts";
import type { Secret } from "./secret.ts";
import { revealSecret } from "./secret.ts";
import { ecdsaAlgorithm } from "./terms.ts";

/** Order of the curve P-256 less two (FIPS 186-4, D.1.2.3): a candidate above it is drawn again. */
const orderLessTwo = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n - 2n;

/**
 * The private key as 32 bytes, big-endian: NIST SP 800-108 in counter mode with HMAC-SHA-256, label AWS4-ECDSA-P256-SHA256 and
 * the key id with an external counter as context; one is added to the result (observed: awslabs/aws-c-auth, key_derivation.c).
 * `secretText` is UTF-8 text.
 */
export function sigv4aPrivateKey(accessKeyId: string, secretText: string): Uint8Array {
  const inputKey = new TextEncoder().encode(`AWS4A${secretText}`);
  for (let counter = 1; counter <= 254; counter += 1) {
    const fixedInput = `\0\0\0\x01${ecdsaAlgorithm}\0${accessKeyId}${String.fromCharCode(counter)}\0\0\x01\0`;
    const candidate = wholeNumber(hmacSha256(inputKey, fixedInput));
    if (candidate <= orderLessTwo) return bytesOf(candidate + 1n);
  }
  throw new Error("this is a bug: 254 numbers above the order of the curve");
}

/** The public keys of SigV4A remembered by secret; one secret serves few key ids. */
const publicKeys = new WeakMap<Secret, Map<string, P256Point>>();

/** The public key that verifies a client's SigV4A signatures. */
export function sigv4aPublicKey(accessKeyId: string, secret: Secret): P256Point {
  const known = publicKeys.get(secret) ?? new Map<string, P256Point>();
  const found = known.get(accessKeyId);
  if (found) return found;
  const made = p256PublicKey(sigv4aPrivateKey(accessKeyId, revealSecret(secret)));
  if (known.size >= 8) known.clear();
  known.set(accessKeyId, made);
  publicKeys.set(secret, known);
  return made;
}

function wholeNumber(bytes: Uint8Array): bigint {
  let number = 0n;
  for (const byte of bytes) number = (number << 8n) | BigInt(byte);
  return number;
}

function bytesOf(number: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  let rest = number;
  for (let index = 31; index >= 0; index -= 1) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}
