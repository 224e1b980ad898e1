// Redaction: what must not leave the process in any text. Tokens and keys always; signatures unless asked for in full.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { redactedMark, safeAuthorization } from "./authorization-redaction.ts";
import { throughHexPairs } from "./hex-pairs.ts";
import type { ReadField } from "./request-secrets.ts";
import { isSecretHeader, requestSecrets } from "./request-secrets.ts";
import { withoutSecretFields } from "./secret-fields.ts";

/** Whether signatures are shown whole (`explain`, loopback) or as their first eight characters. */
export type SignatureView = "full" | "short";

/** Redacts the texts of one examination. */
export interface Redaction {
  /** Any text: secrets seen in the request are replaced wherever they stand, and so is every secret field by its name. */
  readonly text: (text: string) => string;
  /** A text made of the request's own parts: as `text`, but names are looked at only where the request has short secrets. */
  readonly own: (text: string) => string;
  /** A header's value, by its name. */
  readonly header: (name: string, value: string) => string;
  /** One signature, whole or shortened. */
  readonly signature: (signature: string) => string;
}

/** A signature as eight characters and an ellipsis: enough to compare by eye, useless to an attacker. */
export function shortSignature(signature: string): string {
  return signature.length <= 12 ? signature : `${signature.slice(0, 8)}…`;
}

/**
 * The redaction for a request; `signatures` are the texts shortened in the short view, `fields` what was read of a body that is not at
 * hand any more.
 */
export function redactionFor(
  request: CapturedRequest,
  signatures: readonly (string | null)[],
  view: SignatureView,
  fields: readonly ReadField[] = [],
): Redaction {
  const secrets = requestSecrets(request, fields);
  const shortened =
    view === "short" ? [...new Set(signatures)].filter((one) => one !== null && one.length > 12) : [];
  const literals = (plain: string): string => {
    let safe = secrets.replaced(plain, redactedMark);
    for (const signature of shortened)
      if (signature) safe = safe.replaceAll(signature, shortSignature(signature));
    return safe;
  };
  const named = (plain: string): string =>
    withoutSecretFields(plain, view === "short" ? shortSignature : null);
  const text = (plain: string): string => throughHexPairs(named(literals(plain)), text);
  const own = (plain: string): string => {
    const safe = literals(plain);
    return secrets.hasShort || (view === "short" && longSignature.test(safe)) ? named(safe) : safe;
  };
  return {
    text,
    own,
    header: (name, value) => redactedHeader(name, value, view, own),
    signature: (signature) => literals(view === "short" ? shortSignature(signature) : signature),
  };
}

const longSignature = /ignature=[0-9A-Za-z%+/=]{13}/i;
const legacySignature = /^(\s*AWS\s+[^:\s]+:)(.{13,})$/;

function redactedHeader(
  name: string,
  value: string,
  view: SignatureView,
  own: (plain: string) => string,
): string {
  const lower = name.trim().toLowerCase();
  if (isSecretHeader(lower)) return value === "" ? "" : redactedMark;
  if (lower !== "authorization") return own(value);
  const safe = own(safeAuthorization(value).text);
  if (view === "full") return safe;
  return safe.replace(legacySignature, (_, id: string, signature: string) => id + shortSignature(signature));
}
