// HTML by a template that escapes: what is put in is text unless it is HTML that this file made.

const made: unique symbol = Symbol("html");

/** HTML that was made by `html` or `joinHtml`; nothing else passes as such. */
export interface Html {
  readonly [made]: string;
}

/** What may stand in a template: text is escaped, HTML stays, lists are joined, null and false leave nothing. */
export type HtmlPart = Html | string | number | null | false | readonly HtmlPart[];

/** A template whose values are escaped: `html\`<p title="${text}">${parts}</p>\``. Attribute values must stand in double quotes. */
export function html(words: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let text = words[0] ?? "";
  for (const [at, part] of parts.entries()) text += shown(part) + (words[at + 1] ?? "");
  return { [made]: text };
}

/** The text of HTML, to be written out. */
export function htmlText(value: Html): string {
  return value[made];
}

/** Text that is trusted because it stands in this program: a style sheet. Never for what comes from outside. */
export function ownHtml(text: string): Html {
  return { [made]: text };
}

function shown(part: HtmlPart): string {
  if (part === null || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  if (made in part) return part[made];
  return part.map(shown).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
