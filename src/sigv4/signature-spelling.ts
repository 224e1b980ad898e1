// Other spellings of a signature's 32 bytes than lower-case hex: capitals, base64, percent-encoded base64.
import { percentDecode } from "./percent-encoding.ts";

/** A signature's 32 bytes as lower-case hex, and how they were spelled. */
export interface SpelledSignature {
  readonly spelling: string;
  readonly hex: string;
}

/** Reads a signature that is spelled in another form; null for lower-case hex and for what is no 32 bytes in any form. */
export function otherSpelling(provided: string): SpelledSignature | null {
  if (/^[0-9a-f]*$/.test(provided)) return null;
  if (/^[0-9A-Fa-f]{64}$/.test(provided))
    return { spelling: "hexadecimal with capitals", hex: provided.toLowerCase() };
  const decoded = percentDecode(provided).replaceAll(" ", "+");
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(decoded)) return null;
  const hex = hexOfBase64(decoded.replaceAll("-", "+").replaceAll("_", "/"));
  if (hex.length !== 64) return null;
  return { spelling: decoded === provided ? "base64" : "percent-encoded base64", hex };
}

function hexOfBase64(text: string): string {
  const padded = text.endsWith("=") ? text : `${text}=`;
  return Array.from(atob(padded), (one) => one.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
