// A JSON body as Python prints the object it stands for: what str(data) gives a signer in place of json.dumps(data).
import type { JsonTree } from "./json-tree.ts";
import { jsonTree } from "./json-tree.ts";
import { utf8Bytes, utf8Text } from "./text-encodings.ts";

/** The text of Python's str() for a JSON object or array, as latin1 text of its UTF-8 bytes; null for other bodies. */
export function pythonText(bytes: string): string | null {
  const text = /^\s*[[{]/.test(bytes) ? utf8Text(bytes) : null;
  const tree = text === null ? null : jsonTree(text);
  return tree && utf8Bytes(printed(tree));
}

const literals: Readonly<Record<string, string>> = { true: "True", false: "False", null: "None" };

function printed(tree: JsonTree): string {
  switch (tree.kind) {
    case "literal":
      return literals[tree.text] ?? tree.text;
    case "string":
      return quoted(tree.text);
    case "array":
      return `[${tree.items.map(printed).join(", ")}]`;
    case "object":
      return `{${tree.members.map(([name, member]) => `${quoted(name)}: ${printed(member)}`).join(", ")}}`;
  }
}

function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return mark + escaped.replaceAll(mark, `\\${mark}`) + mark;
}
