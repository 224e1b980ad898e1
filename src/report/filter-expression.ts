// The filter language of lists: parsed here, put to a request in filter-match.ts. docs/filters.md has the grammar for people.

/** What a filter may ask for; docs/filters.md says what each looks at. */
export const filterFields = [
  "client",
  "svc",
  "reg",
  "op",
  "akid",
  "rule",
  "verdict",
  "err",
  "u",
  "d",
  "m",
  "c",
  "h",
  "b",
] as const;
/** One of them. */
export type FilterField = (typeof filterFields)[number];

/** A filter. */
export type Filter =
  | { readonly kind: "everything" }
  /** The text is looked for in the field; null asks whether there is anything at all. */
  | { readonly kind: "field"; readonly field: FilterField; readonly text: string | null }
  | { readonly kind: "not"; readonly inner: Filter }
  | { readonly kind: "and" | "or"; readonly left: Filter; readonly right: Filter };

/** Why a text is no filter: the end of a sentence, and the character it is about, from 0. */
export interface FilterRefusal {
  readonly wrong: string;
  readonly at: number;
}

const longestFilter = 2000;
const deepest = 100;

/**
 * Reads a filter:
 *
 *     or      = and *( "|" and )
 *     and     = not *( [ "&" ] not )
 *     not     = "!" not / "(" or ")" / "~" field [ text ] / text
 *     text    = 1*( any character but blanks and & | ( ) ) / DQUOTE *( any / "\" any ) DQUOTE
 *
 * A text alone is looked for in the URL. Total.
 */
export function parseFilter(source: string): Filter | FilterRefusal {
  if (source.length > longestFilter)
    return { wrong: `it is longer than ${longestFilter} characters`, at: longestFilter };
  const reader: Reader = { source, at: 0, depth: 0 };
  skipBlanks(reader);
  if (reader.at === source.length) return { kind: "everything" };
  const filter = readOr(reader);
  if ("wrong" in filter || reader.at === source.length) return filter;
  return {
    wrong: `nothing may stand before ${JSON.stringify(source.charAt(reader.at))} here`,
    at: reader.at,
  };
}

interface Reader {
  readonly source: string;
  at: number;
  depth: number;
}

type Read = Filter | FilterRefusal;

function readOr(reader: Reader): Read {
  let left = readAnd(reader);
  while (!("wrong" in left) && took(reader, "|")) {
    const right = readAnd(reader);
    left = "wrong" in right ? right : { kind: "or", left, right };
  }
  return left;
}

function readAnd(reader: Reader): Read {
  let left = readNot(reader);
  while (!("wrong" in left) && (took(reader, "&") || goesOn(reader))) {
    const right = readNot(reader);
    left = "wrong" in right ? right : { kind: "and", left, right };
  }
  return left;
}

function readNot(reader: Reader): Read {
  if (reader.depth >= deepest) return { wrong: `it is nested deeper than ${deepest}`, at: reader.at };
  reader.depth += 1;
  const read = readOne(reader);
  reader.depth -= 1;
  return read;
}

function readOne(reader: Reader): Read {
  if (took(reader, "!")) {
    const inner = readNot(reader);
    return "wrong" in inner ? inner : { kind: "not", inner };
  }
  const open = reader.at;
  if (took(reader, "(")) {
    const inner = readOr(reader);
    if ("wrong" in inner || took(reader, ")")) return inner;
    return { wrong: "this parenthesis is never closed", at: open };
  }
  return reader.source.charAt(reader.at) === "~" ? readField(reader) : readUrl(reader);
}

function readField(reader: Reader): Read {
  const start = reader.at;
  const name = /^~([a-z]*)/.exec(reader.source.slice(start))?.[1] ?? "";
  const field = filterFields.find((one) => one === name);
  if (!field)
    return { wrong: `~${name} is none of ${filterFields.map((one) => `~${one}`).join(" ")}`, at: start };
  reader.at += 1 + name.length;
  skipBlanks(reader);
  const text = readText(reader);
  return typeof text === "object" && text !== null ? text : { kind: "field", field, text };
}

function readUrl(reader: Reader): Read {
  const start = reader.at;
  const text = readText(reader);
  if (text === null)
    return {
      wrong: start === reader.source.length ? "it ends too early" : "a text or ~field is missing here",
      at: start,
    };
  return typeof text === "object" ? text : { kind: "field", field: "u", text };
}

/** The text that stands next, or null for none. */
function readText(reader: Reader): string | null | FilterRefusal {
  const rest = reader.source.slice(reader.at);
  const quoted = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(rest);
  if (rest.startsWith('"') && !quoted) return { wrong: "this quote is never closed", at: reader.at };
  const plain = quoted ? null : /^[^\s&|()!~][^\s&|()]*/.exec(rest);
  const found = quoted ?? plain;
  if (!found) return null;
  reader.at += found[0].length;
  skipBlanks(reader);
  return quoted ? (quoted[1] ?? "").replace(/\\([\s\S])/g, "$1") : found[0];
}

/** Whether another term follows without an operator: then both must hold. */
function goesOn({ source, at }: Reader): boolean {
  return at < source.length && !/[|&)]/.test(source.charAt(at));
}

function took(reader: Reader, mark: string): boolean {
  if (reader.source.charAt(reader.at) !== mark) return false;
  reader.at += 1;
  skipBlanks(reader);
  return true;
}

function skipBlanks(reader: Reader): void {
  while (/\s/.test(reader.source.charAt(reader.at))) reader.at += 1;
}
