// A SHA-256 in the text forms that headers and faulty signers give it: hex of either case and base64.

/** Lower-case hex of 32 bytes in base64 (either alphabet, with or without padding); null for other text. */
export function hexOfBase64(text: string): string | null {
  const value = text.trim();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(value)) return null;
  const bytes = atob(value.replaceAll("-", "+").replaceAll("_", "/").replace(/=$/, ""));
  return [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/** The bytes of hex as latin1 text. */
export function bytesOfHex(hex: string): string {
  return hex.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

/** Other texts for a hash in lower-case hex: upper case, base64 of either alphabet, base64 of the hex, and a prefix. */
export function otherHashTexts(hex: string): readonly string[] {
  const base64 = btoa(bytesOfHex(hex));
  return [
    hex.toUpperCase(),
    base64,
    base64.replaceAll("+", "-").replaceAll("/", "_"),
    base64.replace(/=$/, ""),
    btoa(hex),
    `0x${hex}`,
    `"${hex}"`,
    bytesOfHex(hex),
  ];
}
