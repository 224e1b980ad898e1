// Percent-encoding as SigV4 wants it: unreserved characters stay, every other byte becomes %XX with capitals.

const encoded: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9\-._~]/.test(character)
    ? character
    : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
});
const onlyUnreserved = /^[A-Za-z0-9\-._~]*$/;
const onlyUnreservedAndSlash = /^[A-Za-z0-9\-._~/]*$/;

/** Encodes every byte outside `A-Z a-z 0-9 - . _ ~` (RFC 3986, 2.3). Input is latin1 text: one character is one byte. */
export function percentEncode(bytes: string): string {
  if (onlyUnreserved.test(bytes)) return bytes;
  let text = "";
  for (let index = 0; index < bytes.length; index += 1) text += encoded[bytes.charCodeAt(index) & 0xff];
  return text;
}

/** As `percentEncode`, but `/` stays: for paths. */
export function percentEncodePath(bytes: string): string {
  if (onlyUnreservedAndSlash.test(bytes)) return bytes;
  return bytes.split("/").map(percentEncode).join("/");
}

/** Decodes each well-formed %XX once; anything else stays as it is, so nothing ever throws. */
export function percentDecode(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
