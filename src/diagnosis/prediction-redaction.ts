// What must not be shown of texts that servers build from a request: session tokens, other bearers, secrets in the key id's place.

/** Stands where a session token or another secret header value was. */
export const hiddenMark = "[redacted]";

const secretHeaders =
  "x-amz-security-token|x-amz-s3session-token|x-amz-access-token|x-amz-server-side-encryption-customer-key|" +
  "x-amz-copy-source-server-side-encryption-customer-key|authorization|proxy-authorization|cookie|x-api-key";
const headerLine = new RegExp(`^(${secretHeaders}):[^\\n]+`, "gim");
const queryToken = /(X-Amz-Security-Token=)[^&\s'"<]+/gi;

/** A canonical request, or a text that carries one, without the values of secret headers and query tokens. */
export function withoutTokens(text: string): string {
  if (!/token|authorization|cookie|x-api-key|customer-key/i.test(text)) return text;
  return text.replace(headerLine, `$1:${hiddenMark}`).replace(queryToken, `$1${hiddenMark}`);
}

/**
 * A key id as it may be shown. What is no key id by its form (40 characters with small letters, `/` or `+`: a secret in the
 * wrong place) keeps four characters.
 */
export function shownKeyId(text: string): string {
  if (text.length < 30 || /^[A-Z0-9]+$/.test(text)) return text;
  return `${text.slice(0, 4)}…`;
}

/** A credential as it may be shown: everything before the last four elements is taken for the key id. */
export function shownCredential(text: string): string {
  const parts = text.split("/");
  const keep = Math.max(1, parts.length - 4);
  const front = parts.slice(0, keep).join("/");
  const scopeLike = parts.slice(keep);
  const shown = keep > 1 && !/^[A-Z0-9/]*$/.test(front) ? `${front.slice(0, 4)}…` : shownKeyId(front);
  return [shown, ...scopeLike.map(shownKeyId)].join("/").slice(0, 200);
}
