// The three values of every set of credentials: forms, lengths, and whether token and key id belong together.
import { looksLikeSecret } from "../diagnosis/credential-shape.ts";
import { placeholderOf } from "../diagnosis/placeholders.ts";
import type { Check, CheckId, CheckStatus } from "./check.ts";
import { holds } from "./check.ts";
import type { CredentialSet, Placed } from "./credential-sets.ts";
import { credentialSets } from "./credential-sets.ts";
import { foreignCharacter, isCleanSecret, manglingOf } from "./secret-form.ts";
import type { Surroundings } from "./surroundings.ts";

/** IAM User Guide, "Unique identifiers": AKIA and ASIA with 16 more capitals and digits. */
const issuedKeyId = /^A(?:KI|SI)A[A-Z0-9]{16}$/;
const likeKeyId = /^A(?:KI|SI)A[A-Z0-9]{12,124}$/;

/** Checks of every set. */
export function keyChecks(surroundings: Surroundings): readonly Check[] {
  return credentialSets(surroundings).flatMap((set) => [
    ...keyIdChecks(set),
    ...secretChecks(set, surroundings),
    ...tokenChecks(set),
  ]);
}

/** A key id fit to be shown: its first four and last four characters, where it has the form of one. */
export function shownKeyId(text: string): string {
  return likeKeyId.test(text) ? `${text.slice(0, 4)}…${text.slice(-4)}` : `${text.length} characters`;
}

function keyIdChecks({ accessKeyId }: CredentialSet): readonly Check[] {
  if (accessKeyId === null) return [];
  const { text, place } = accessKeyId;
  if (issuedKeyId.test(text)) return [holds("key-id-form", place, shownKeyId(text))];
  const [status, detail] = keyIdFault(text);
  const fix = status === "note" ? null : mendIn(accessKeyId, "the key id", "20 capitals and digits");
  return [{ id: "key-id-form", status, subject: place, detail, fix }];
}

function keyIdFault(text: string): readonly [CheckStatus, string] {
  const trimmed = text.trim().replace(/^(["'\u201c])(.*)["'\u201d]$/, "$2");
  if (looksLikeSecret(text))
    return ["error", "has the form of a secret access key: key id and secret are exchanged"];
  if (placeholderOf(text) !== null) return ["error", "is a placeholder that nothing replaced"];
  if (trimmed !== text && likeKeyId.test(trimmed.trim()))
    return ["error", "is surrounded by white space or quotes"];
  const foreign = /[^A-Za-z0-9]/.test(text) ? foreignCharacter(text) : null;
  if (foreign !== null && /A(?:KI|SI)A/.test(text)) return ["error", `holds ${foreign}`];
  if (/^a(?:ki|si)a[a-z0-9]{16}$/i.test(text)) return ["error", "has letters in lower case"];
  if (/^A(?:KI|SI)A/.test(text)) return ["error", `has ${text.length} characters; AWS's have 20`];
  return ["note", `has ${text.length} characters and no prefix of AWS: right only for a store of your own`];
}

function secretChecks({ accessKeyId, secret }: CredentialSet, surroundings: Surroundings): readonly Check[] {
  if (secret === null) return [];
  const { text, place } = secret;
  if (isCleanSecret(text)) return [holds("secret-form", place, "40 characters of base64")];
  const ofAws = accessKeyId === null || /A(?:KI|SI)A/i.test(accessKeyId.text);
  const [certain, detail] = secretFault(text, surroundings);
  const status: CheckStatus = certain ? "error" : ofAws ? "warning" : "note";
  const fix = status === "note" ? null : mendIn(secret, "the secret", "40 characters, nothing around them");
  return [{ id: "secret-form", status, subject: place, detail, fix }];
}

/** Whether it is certainly a fault, and the sentence. */
function secretFault(text: string, { spelling }: Surroundings): readonly [boolean, string] {
  const spelled = spelling(text);
  if (spelled !== null) return [true, `the secret ${spelled} (${text.length} characters instead of 40)`];
  const mangled = manglingOf(text);
  if (mangled !== null) return [true, `the secret stands there ${mangled}`];
  if (issuedKeyId.test(text)) return [true, "has the form of a key id: key id and secret are exchanged"];
  if (placeholderOf(text) !== null) return [true, "is a placeholder that nothing replaced"];
  const foreign = foreignCharacter(text);
  const holding = foreign === null ? "" : ` and holds ${foreign}`;
  return [false, `has ${text.length} characters${holding}; AWS's have 40 of base64`];
}

function tokenChecks({ subject, accessKeyId, token }: CredentialSet): readonly Check[] {
  const id = accessKeyId?.text.trim().replace(/^["']/, "") ?? "";
  if (id.startsWith("ASIA") && token === null) {
    const detail =
      "an ASIA key id is temporary and is refused without its session token (InvalidClientTokenId)";
    const fix = "set aws_session_token (AWS_SESSION_TOKEN) from the same answer that gave the key id";
    return [{ id: "token-missing", status: "error", subject, detail, fix }];
  }
  if (token === null) return [];
  const checks: Check[] = [tokenForm(token)];
  if (id.startsWith("ASIA")) checks.push(holds("token-missing", subject, "the session token is there"));
  if (id.startsWith("AKIA")) {
    const detail =
      "an AKIA key id is long-term, and AWS refuses it with a session token (left over from another set)";
    checks.push({ id: "token-superfluous", status: "error", subject, detail, fix: removal(token) });
  }
  return checks;
}

function tokenForm(token: Placed): Check {
  const id: CheckId = "token-form";
  const fault = tokenFault(token.text);
  if (fault === null) return holds(id, token.place, `${token.text.length} characters`);
  const fix = mendIn(token, "the session token", "one line of base64");
  return { id, status: "error", subject: token.place, detail: fault, fix };
}

function tokenFault(text: string): string | null {
  if (placeholderOf(text) !== null) return "is a placeholder that nothing replaced";
  if (text.trim() !== text || /^["'].*["']$/.test(text)) return "is surrounded by white space or quotes";
  if (/%[0-9A-Fa-f]{2}/.test(text)) return "is percent-encoded";
  const foreign = /[^A-Za-z0-9/+=_.|-]/.test(text) ? foreignCharacter(text.replace(/[=_.|-]/g, "")) : null;
  return foreign === null ? null : `holds ${foreign}`;
}

function mendIn({ place }: Placed, what: string, form: string): string {
  return place.startsWith("[")
    ? `write ${what} in ${place} again: ${form}`
    : `printf '%s' "$${place}" | wc -c   # then set ${place} again: ${form}`;
}

function removal({ place }: Placed): string {
  return place.startsWith("[")
    ? `take the token out of ${place}`
    : `unset AWS_SESSION_TOKEN AWS_SECURITY_TOKEN`;
}
