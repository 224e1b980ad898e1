// The same JSON as other libraries write it: spacing, escapes, key order. Each is a body that may have been hashed instead.
import type { JsonTree } from "./json-tree.ts";
import { jsonTree } from "./json-tree.ts";

/** One spelling: text with characters, not bytes, and in words what was changed after signing. */
export type Spelling = readonly [text: string, difference: string];

const again = "the JSON was written again after signing";
const reordered = "the keys of the JSON were put in another order after signing";
const fewer = "members with null were added to the JSON after signing";
const asText = "the JSON was encoded as a string before signing";
const unwrapped = "the JSON was encoded as a string after signing";

/** Other spellings of a JSON text, most likely first; none where it is no object and no array, or nests too deep. */
export function* jsonSpellings(text: string): Generator<Spelling> {
  const tree = /^\s*["[{]/.test(text) ? jsonTree(text) : null;
  if (!tree) return;
  if (tree.kind === "string") {
    yield [tree.text, unwrapped];
    return;
  }
  const sorted = ordered(tree);
  yield* writtenPlainly(tree, again);
  if (sorted) yield* writtenPlainly(sorted, reordered);
  yield* written(tree, again);
  if (sorted) yield* written(sorted, reordered);
  const bare = withoutNulls(tree);
  if (bare) yield* writtenPlainly(bare, fewer);
  yield [JSON.stringify(text), asText];
  yield [JSON.stringify(write(tree, compact, escapes[0])), asText];
  if (/\d/.test(text)) {
    const plain = withNumbers(tree, (number) => String(Number(number)));
    yield* writtenPlainly(plain, again);
    const floats = withNumbers(tree, (number) => (/^-?\d+$/.test(number) ? `${number}.0` : number));
    yield* writtenPlainly(floats, again);
  }
}

/** As most libraries write it. */
function* writtenPlainly(tree: JsonTree, difference: string): Generator<Spelling> {
  for (const form of likelyForms) yield [write(tree, form, escapes[0]), difference];
}

interface Form {
  readonly colon: string;
  readonly comma: string;
  /** Indentation of one level; null for one line. */
  readonly indent: string | null;
  readonly end: string;
}

const compact: Form = { colon: ":", comma: ",", indent: null, end: "" };
const spaced: Form = { colon: ": ", comma: ", ", indent: null, end: "" };
const likelyForms: readonly Form[] = [compact, spaced];
const forms: readonly Form[] = [
  compact,
  spaced,
  { colon: ": ", comma: ",", indent: "  ", end: "" },
  { colon: ": ", comma: ",", indent: "    ", end: "" },
  { colon: ": ", comma: ",", indent: "  ", end: "\n" },
  { colon: ": ", comma: ",", indent: "    ", end: "\n" },
  { ...compact, end: "\n" },
  { ...spaced, end: "\n" },
  { colon: ": ", comma: ",", indent: "\t", end: "" },
  { colon: " : ", comma: ",", indent: "  ", end: "" },
  { colon: ": ", comma: ",", indent: null, end: "" },
  { colon: ":", comma: ", ", indent: null, end: "" },
];

type Escape = (json: string) => string;

const ascii =
  (code: (hex: string) => string): Escape =>
  (json) =>
    json.replace(/[\u007f-\uffff]/g, (character) =>
      code(character.charCodeAt(0).toString(16).padStart(4, "0")),
    );
const lowerAscii = ascii((hex) => `\\u${hex}`);
const slashed: Escape = (json) => json.replaceAll("/", "\\/");
const codes =
  (characters: RegExp): Escape =>
  (json) =>
    json.replace(characters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** As they are; Python and PHP (ASCII), PHP (slashes), Go (HTML), Gson, System.Text.Json. */
const escapes: readonly [Escape, ...Escape[]] = [
  (json) => json,
  lowerAscii,
  (json) => slashed(lowerAscii(json)),
  slashed,
  codes(/[<>&\u2028\u2029]/g),
  codes(/[<>&='\u2028\u2029]/g),
  ascii((hex) => `\\u${hex.toUpperCase()}`),
  (json) =>
    json
      .replaceAll('\\"', "\\u0022")
      .replace(
        /[<>&'+`\u007f-\uffff]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
      ),
];

function* written(tree: JsonTree, difference: string): Generator<Spelling> {
  const seen = new Set<string>();
  for (const spell of escapes) {
    for (const form of forms) {
      const text = write(tree, form, spell);
      if (seen.has(text)) continue;
      seen.add(text);
      yield [text, difference];
    }
  }
}

function write(tree: JsonTree, form: Form, spell: Escape): string {
  return lines(tree, form, spell, "") + form.end;
}

function lines(tree: JsonTree, form: Form, spell: Escape, margin: string): string {
  if (tree.kind === "literal") return tree.text;
  if (tree.kind === "string") return spell(JSON.stringify(tree.text));
  const inner = margin + (form.indent ?? "");
  const parts =
    tree.kind === "array"
      ? tree.items.map((item) => lines(item, form, spell, inner))
      : tree.members.map(
          ([name, member]) =>
            `${spell(JSON.stringify(name))}${form.colon}${lines(member, form, spell, inner)}`,
        );
  const [open, close] = tree.kind === "array" ? "[]" : "{}";
  if (parts.length === 0 || form.indent === null) return `${open}${parts.join(form.comma)}${close}`;
  return `${open}\n${inner}${parts.join(`${form.comma}\n${inner}`)}\n${margin}${close}`;
}

/** The keys of every object in order; null when they are already. */
function ordered(tree: JsonTree): JsonTree | null {
  const sorted = mapped(tree, (members) => [...members].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  return write(sorted, compact, escapes[0]) === write(tree, compact, escapes[0]) ? null : sorted;
}

function withoutNulls(tree: JsonTree): JsonTree | null {
  let found = false;
  const bare = mapped(tree, (members) =>
    members.filter(([, member]) => {
      const isNull = member.kind === "literal" && member.text === "null";
      found ||= isNull;
      return !isNull;
    }),
  );
  return found ? bare : null;
}

type Members = readonly (readonly [name: string, value: JsonTree])[];

function mapped(tree: JsonTree, change: (members: Members) => Members): JsonTree {
  if (tree.kind === "array") return { kind: "array", items: tree.items.map((item) => mapped(item, change)) };
  if (tree.kind !== "object") return tree;
  const members = tree.members.map(([name, member]): [string, JsonTree] => [name, mapped(member, change)]);
  return { kind: "object", members: change(members) };
}

function withNumbers(tree: JsonTree, change: (number: string) => string): JsonTree {
  if (tree.kind === "literal")
    return /\d/.test(tree.text) ? { kind: "literal", text: change(tree.text) } : tree;
  if (tree.kind === "array")
    return { kind: "array", items: tree.items.map((item) => withNumbers(item, change)) };
  if (tree.kind !== "object") return tree;
  return {
    kind: "object",
    members: tree.members.map(([name, member]): [string, JsonTree] => [name, withNumbers(member, change)]),
  };
}
