// Text inside XML 1.0: escaped, and without the characters that no XML document may hold, not even escaped.

/** Text for an element or for an attribute in double quotes. Characters that XML forbids are written out as `\uXXXX`. */
export function xmlText(text: string): string {
  return text
    .replace(/[\p{Cs}\ufffe\uffff]|[^\P{Cc}\t\n\r\x7f-\x9f]/gu, written)
    .replace(/[&<>"'\r\x7f-\x9f]/g, (character) => entities[character] ?? reference(character));
}

/** An attribute's value: line ends and tabs survive an XML parser only as references. */
export function xmlAttribute(text: string): string {
  return xmlText(text).replace(/[\t\n]/g, reference);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function written(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function reference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
