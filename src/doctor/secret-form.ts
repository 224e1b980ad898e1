// The form of a secret access key, in words that show none of it. What was done to it is read from the same tables that the proof
// search tries: a candidate is taken back, and a table's change must give the found text from it.
import { secretManglings } from "../diagnosis/secret-manglings.ts";
import { percentDecode } from "../sigv4/percent-encoding.ts";

/** AWS issues secrets of 40 base64 characters (IAM User Guide, "Manage access keys"). */
const cleanSecret = /^[A-Za-z0-9/+]{40}$/;

/** Whether a text is a secret as AWS issues it. */
export function isCleanSecret(text: string): boolean {
  return cleanSecret.test(text);
}

/** How a known change made the text out of a clean secret: "with every / as %2F"; null where none did. */
export function manglingOf(text: string): string | null {
  if (isCleanSecret(text) || text.length > 400) return null;
  for (const candidate of takenBack(text)) {
    if (!isCleanSecret(candidate)) continue;
    const found = secretManglings.find(({ change }) => change(candidate) === text);
    if (found) return found.words;
  }
  const half = text.slice(0, text.length / 2);
  return isCleanSecret(half) && half + half === text ? "twice in a row" : null;
}

function takenBack(text: string): readonly string[] {
  const decoded = percentDecode(text);
  return [
    decoded,
    percentDecode(decoded),
    text.replaceAll(" ", "+"),
    decoded.replaceAll(" ", "+"),
    decoded.replaceAll(" ", "/"),
    text.replaceAll("\\", ""),
    text.replaceAll("\\", "/"),
    text.replaceAll("-", "+").replaceAll("_", "/"),
    text.replaceAll("//", "/"),
    text.replaceAll("++", "+"),
    text.replace(/&#(?:x2F|47);/gi, "/").replace(/&#(?:x2B|43);/gi, "+"),
    text.replace(/\\u002f/gi, "/").replace(/\\u002b/gi, "+"),
    fromBase64(text),
  ];
}

function fromBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}

/** The first character that no secret has, in words: "a NUL byte"; null where all belong. */
export function foreignCharacter(text: string): string | null {
  const found = /[^A-Za-z0-9/+]/u.exec(text)?.[0];
  if (found === undefined) return null;
  const known = characterNames.get(found);
  if (known !== undefined) return known;
  return /^[\x21-\x7e]$/.test(found) ? "a punctuation character" : "a character outside ASCII";
}

const characterNames: ReadonlyMap<string, string> = new Map([
  ["\0", "a NUL byte"],
  ["\ufeff", "a byte order mark"],
  ["\n", "a line feed"],
  ["\r", "a carriage return"],
  ["\t", "a tab"],
  [" ", "a blank"],
  ["\u00a0", "a no-break space"],
  ["\u200b", "an invisible character"],
  ['"', "a double quote"],
  ["'", "a single quote"],
  ["\u201c", "a typographic quote"],
  ["\u201d", "a typographic quote"],
  ["%", "a percent sign"],
  ["\\", "a backslash"],
  ["=", "an equals sign"],
]);
