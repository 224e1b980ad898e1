// Signing keys as wrong code derives them: the chain of HMACs with one habit changed. For suppositions only.
import { hmacSha256 } from "../http/digest.ts";
import type { CredentialScope } from "./credential-scope.ts";

/** The form in which one step's result is given to the next; the specification passes the raw bytes. */
export type PassedOn = "raw" | "hex" | "upper-hex" | "base64";

/** The five HMACs of a signature, in order. */
export const keySteps = ["date", "region", "service", "terminator", "signature"] as const;
export type KeyStep = (typeof keySteps)[number];

/** How a chain departs from the specification's; what is left out is as specified. */
export interface KeyChain {
  /** What stands before the secret in the first key; the specification says `AWS4`. */
  readonly prefix?: string;
  /** The form of the results of the steps date, region, service and terminator; one form for all, or four. */
  readonly passOn?: PassedOn | readonly PassedOn[];
  /** Steps whose key and message are exchanged. */
  readonly swapped?: readonly KeyStep[];
  /** Steps that are left out. */
  readonly skipped?: readonly KeyStep[];
}

/** The signing key of a chain as bytes; longer than 32 where hex text was passed on. `secretText` is UTF-8 text. */
export function keyByChain(secretText: string, scope: CredentialScope, chain: KeyChain): Uint8Array {
  let key: Uint8Array = new TextEncoder().encode(`${chain.prefix ?? "AWS4"}${secretText}`);
  for (const [index, step] of (["date", "region", "service", "terminator"] as const).entries()) {
    if (chain.skipped?.includes(step)) continue;
    const swapped = chain.swapped?.includes(step) ?? false;
    const made = swapped ? hmacSha256(scope[step], key) : hmacSha256(key, scope[step]);
    key = inForm(made, formOf(chain.passOn, index));
  }
  return key;
}

function formOf(passOn: KeyChain["passOn"], index: number): PassedOn {
  if (passOn === undefined) return "raw";
  return typeof passOn === "string" ? passOn : (passOn[index] ?? "raw");
}

function inForm(bytes: Uint8Array, form: PassedOn): Uint8Array {
  if (form === "raw") return bytes;
  const text = form === "base64" ? base64(bytes) : hexText(bytes, form === "upper-hex");
  return new TextEncoder().encode(text);
}

function hexText(bytes: Uint8Array, upper: boolean): string {
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return upper ? text.toUpperCase() : text;
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
