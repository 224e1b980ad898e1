// Text and bytes in the core's form: latin1 text stands for bytes, one character each.
import { latin1, latin1Bytes } from "../http/http-message.ts";

/** The UTF-8 bytes of a text, as latin1 text. */
export function utf8Bytes(text: string): string {
  return latin1(new TextEncoder().encode(text));
}

/** The text that bytes (as latin1 text) spell in UTF-8, or null when they are no UTF-8. */
export function utf8Text(bytes: string): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(latin1Bytes(bytes));
  } catch {
    return null;
  }
}
