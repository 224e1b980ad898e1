// JSON read without losing how it was spelled: key order, repeated keys and the text of numbers survive, as hashes need them.

/** A JSON value; a number keeps the text it was written with. */
export type JsonTree =
  | { readonly kind: "object"; readonly members: readonly (readonly [name: string, value: JsonTree])[] }
  | { readonly kind: "array"; readonly items: readonly JsonTree[] }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "literal"; readonly text: string };

/** Deepest nesting that is read: documents beyond it are none of a request's. */
const deepest = 100;

/** Reads JSON text; null when it is none or nests too deep. */
export function jsonTree(text: string): JsonTree | null {
  const reader: Reader = { text, at: 0 };
  const tree = value(reader, 0);
  skipBlanks(reader);
  return tree && reader.at === text.length ? tree : null;
}

interface Reader {
  readonly text: string;
  at: number;
}

const blanks = /[ \t\r\n]*/y;
const stringToken = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y;
const literalToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

function value(reader: Reader, depth: number): JsonTree | null {
  if (depth > deepest) return null;
  skipBlanks(reader);
  const first = reader.text[reader.at];
  if (first === "{") return object(reader, depth);
  if (first === "[") return array(reader, depth);
  if (first === '"') {
    const text = string(reader);
    return text === null ? null : { kind: "string", text };
  }
  const text = token(reader, literalToken);
  return text === null ? null : { kind: "literal", text };
}

function object(reader: Reader, depth: number): JsonTree | null {
  const members: [string, JsonTree][] = [];
  reader.at += 1;
  if (taken(reader, "}")) return { kind: "object", members };
  do {
    skipBlanks(reader);
    const name = string(reader);
    if (name === null || !taken(reader, ":")) return null;
    const member = value(reader, depth + 1);
    if (!member) return null;
    members.push([name, member]);
  } while (taken(reader, ","));
  return taken(reader, "}") ? { kind: "object", members } : null;
}

function array(reader: Reader, depth: number): JsonTree | null {
  const items: JsonTree[] = [];
  reader.at += 1;
  if (taken(reader, "]")) return { kind: "array", items };
  do {
    const item = value(reader, depth + 1);
    if (!item) return null;
    items.push(item);
  } while (taken(reader, ","));
  return taken(reader, "]") ? { kind: "array", items } : null;
}

function string(reader: Reader): string | null {
  const text = token(reader, stringToken);
  try {
    return text === null ? null : (JSON.parse(text) as string);
  } catch {
    // A control character in a string.
    return null;
  }
}

function token(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.at;
  const text = pattern.exec(reader.text)?.[0] ?? "";
  reader.at += text.length;
  return text === "" ? null : text;
}

function taken(reader: Reader, mark: string): boolean {
  skipBlanks(reader);
  if (reader.text[reader.at] !== mark) return false;
  reader.at += 1;
  return true;
}

function skipBlanks(reader: Reader): void {
  blanks.lastIndex = reader.at;
  reader.at += blanks.exec(reader.text)?.[0].length ?? 0;
}
