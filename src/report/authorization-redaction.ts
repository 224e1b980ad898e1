// An Authorization value made safe to show: other schemes lose their token, AWS's keeps its shape and loses what looks like a secret.

/** Stands in place of a secret. */
export const redactedMark = "[redacted]";

/** A value without its secrets, and the secrets, so that no other text shows them either. */
export interface SafeAuthorization {
  readonly text: string;
  readonly hidden: readonly string[];
}

const plainEnvelope =
  /^AWS4-HMAC-SHA256 Credential=[A-Z0-9]{16,32}\/\d{8}\/[a-z0-9-]+\/[a-z0-9-]+\/aws4_request, ?SignedHeaders=[a-z0-9;_-]+, ?Signature=[0-9a-f]{64}$/;

/** Makes an Authorization value safe; signatures stay as they are. Latin1 text. */
export function safeAuthorization(value: string): SafeAuthorization {
  if (plainEnvelope.test(value) || /^\s*AWS\s+[^:\s]+:\S*$/.test(value)) return { text: value, hidden: [] };
  if (!/AWS4-|AWS3-|Credential=|SignedHeaders=|Signature=/.test(value)) return otherScheme(value);
  const hidden: string[] = [];
  const hide = (text: string): string => {
    if (!looksSecret(text.trim())) return text;
    hidden.push(text.trim());
    return redactedMark;
  };
  const text = value
    .replace(
      /(Credential=\s*)([^,]*)/gi,
      (_, name: string, credential: string) => name + safeCredential(credential, hide),
    )
    .replace(
      /(Signature=\s*)?([A-Za-z0-9+/]{40,}={0,2})/gi,
      (whole, name: string | undefined, run: string) =>
        name !== undefined || /\/\d{8}(?:\/|$)/.test(run) || isHex(run) ? whole : hide(run),
    );
  return { text, hidden };
}

/** Whether a text has the look of a secret access key or of a token: then it is not shown, wherever it stands. */
export function looksSecret(text: string): boolean {
  if (isHex(text)) return text.length === 64;
  return /^[A-Za-z0-9+/]{40,}={0,2}$/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
}

function otherScheme(value: string): SafeAuthorization {
  if (value.trim() === "") return { text: value, hidden: [] };
  const scheme = /^\s*([A-Za-z][A-Za-z0-9-]{0,31})\s+(?=\S)/.exec(value);
  const token = value.slice(scheme ? scheme[0].length : 0).trim();
  return {
    text: scheme ? `${scheme[1]} ${redactedMark}` : redactedMark,
    hidden: [token, ...token.split(/[\s,]+/)],
  };
}

/** Four scope elements end a credential; all that stands before them is the key id, even when it holds slashes as a secret does. */
function safeCredential(credential: string, hide: (text: string) => string): string {
  const parts = credential.split("/");
  if (parts.length < 5) return parts.map(hide).join("/");
  return [hide(parts.slice(0, -4).join("/")), ...parts.slice(-4)].join("/");
}

function isHex(text: string): boolean {
  return /^[0-9A-Fa-f]+$/.test(text);
}
