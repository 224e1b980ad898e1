// A secret's spelling: the accidents of copying told apart from the secret itself, so that a client which signed with the accident
// can be proven to have done so.

/** A secret as AWS holds it and, in words, how its source differs. */
export interface SpelledSecret {
  readonly text: string;
  /** Null when the source spells the secret cleanly. */
  readonly spelling: string | null;
}

// AWS issues secret access keys of 40 base64 characters (IAM User Guide, "Manage access keys").
const cleanSecret = /^[A-Za-z0-9/+]{40}$/;

interface Accident {
  readonly words: string;
  /** The text without the accident, or null where it did not happen. */
  readonly without: (text: string) => string | null;
}

// Order matters: what is outermost comes off first.
const accidents: readonly Accident[] = [
  { words: "begins with a byte order mark", without: (text) => afterStart(text, "\ufeff") },
  { words: "ends in a carriage return and a line feed", without: (text) => beforeEnd(text, "\r\n") },
  { words: "ends in a line feed", without: (text) => beforeEnd(text, "\n") },
  { words: "ends in a carriage return", without: (text) => beforeEnd(text, "\r") },
  { words: "ends in a blank", without: (text) => beforeEnd(text, " ") },
  { words: "begins with a blank", without: (text) => afterStart(text, " ") },
  { words: "ends in a tab", without: (text) => beforeEnd(text, "\t") },
  { words: "begins with a tab", without: (text) => afterStart(text, "\t") },
  {
    words: "begins with a line break",
    without: (text) => afterStart(text, "\r\n") ?? afterStart(text, "\n"),
  },
  { words: "ends in a no-break space", without: (text) => beforeEnd(text, "\u00a0") },
  {
    words: "ends in an invisible character",
    without: (text) => beforeEnd(text, "\u200b") ?? beforeEnd(text, "\ufeff"),
  },
  { words: "ends in a NUL byte", without: (text) => beforeEnd(text, "\0") },
  { words: "is wrapped in double quotes", without: (text) => between(text, '"', '"') },
  { words: "is wrapped in single quotes", without: (text) => between(text, "'", "'") },
  { words: "is wrapped in typographic quotes", without: (text) => between(text, "\u201c", "\u201d") },
  { words: "is followed by a comment", without: (text) => /^([^\s#;]+)\s+[#;]/.exec(text)?.[1] ?? null },
];

/** Longest text worth cleaning: a secret has 40 characters, and everything beyond a few accidents is something else. */
const longestAccident = 400;

/**
 * Takes accidents off a secret when that leaves a clean one of 40 characters; any other text (test stores use short secrets) is
 * kept exactly as it was found, which is what an SDK would sign with.
 */
export function spelledSecret(found: string): SpelledSecret {
  if (cleanSecret.test(found) || found.length > longestAccident) return { text: found, spelling: null };
  const words: string[] = [];
  let text = found;
  for (let rounds = 0; rounds < 16 && !cleanSecret.test(text); rounds += 1) {
    const accident = accidents.find(({ without }) => without(text) !== null);
    if (!accident) break;
    text = accident.without(text) ?? text;
    if (!words.includes(accident.words)) words.push(accident.words);
  }
  return cleanSecret.test(text) ? { text, spelling: words.join(" and ") } : { text: found, spelling: null };
}

function afterStart(text: string, start: string): string | null {
  return text.startsWith(start) ? text.slice(start.length) : null;
}

function beforeEnd(text: string, end: string): string | null {
  return text.endsWith(end) ? text.slice(0, text.length - end.length) : null;
}

function between(text: string, start: string, end: string): string | null {
  return text.length > 1 && text.startsWith(start) && text.endsWith(end) ? text.slice(1, -1) : null;
}
