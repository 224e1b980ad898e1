// Placeholders that were sent as they stand: variables that no shell, template or Postman replaced.

/** What a whole text is a placeholder of (the text itself, shortened), or null where it is none. Percent-encoded braces are read too. */
export function placeholderOf(sent: string): string | null {
  const known = remembered.get(sent);
  if (known !== undefined) return known;
  const found = placeholder(sent);
  if (sent.length <= 128) {
    if (remembered.size >= 256) remembered.clear();
    remembered.set(sent, found);
  }
  return found;
}

/** Key ids, regions and services come again with every request. */
const remembered = new Map<string, string | null>();

function placeholder(sent: string): string | null {
  const text = sent.replace(/%(7B|7D|24|3C|3E|20)/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const whole = wholes.some((form) => form.test(text)) || (words.has(text.toLowerCase()) && text.length > 2);
  return whole ? text.slice(0, 60) : null;
}

/** Segments of a path that are placeholders by their brackets; `{name}` alone is a route's template. */
export function placeholderSegments(path: string): { readonly text: string; readonly template: boolean }[] {
  const found: { readonly text: string; readonly template: boolean }[] = [];
  if (!/[{<]|%(?:7B|3C)/i.test(path)) return found;
  for (const segment of path.split("/")) {
    const text = segment.replace(/%(7B|7D|24|3C|3E|20)/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (/^\$?\{\{? ?[A-Za-z_][\w.-]{1,60} ?\}?\}(?:\.\w+)?$/.test(text) && balanced(text))
      found.push({ text: text.slice(0, 60), template: /^\{[^{]/.test(text) });
    else if (/^<[A-Za-z_][\w -]{1,60}>$/.test(text)) found.push({ text: text.slice(0, 60), template: true });
  }
  return found;
}

const name = "[A-Za-z_][\\w.:?-]*";
const wholes: readonly RegExp[] = [
  new RegExp(`^\\$${name}$`),
  new RegExp(`^\\$\\{ ?${name}[^}]*\\}$`),
  new RegExp(`^\\$\\( ?${name}[^)]*\\)$`),
  new RegExp(`^\\{\\{?\\{? *\\$?${name} *\\}?\\}?\\}$`),
  /^%[A-Za-z_]\w*%$/,
  /^<<?[A-Za-z_][\w .-]*>?>$/,
  /^\[[A-Za-z_][\w .-]*\]$/,
  /^#\{[^}]+\}$/,
  /^@@?[A-Za-z_]\w+@?@$/,
  /^__[A-Z][A-Z_]+__$/,
  /^\*+$/,
  /^x{6,}$/i,
  /^(?:your|my|insert|enter|replace|change)[-_ ].*/i,
  /^(?:aws_)?(?:access[-_]?key(?:[-_]?id)?|secret[-_]?(?:access[-_]?)?key|session[-_]?token|region|default[-_]region)$/i,
  /^AWS_[A-Z_]+$/,
  /^process\.env\.\w+$/,
];

/** Words that a missing value turns into. */
const words: ReadonlySet<string> = new Set([
  "undefined",
  "null",
  "none",
  "nil",
  "nan",
  "(null)",
  "<nil>",
  "[object object]",
  "[object promise]",
  "%!s(<nil>)",
  "changeme",
  "todo",
  "placeholder",
  "accesskeyid",
  "accesskey",
  "akid",
]);

function balanced(text: string): boolean {
  return text.split("{").length === text.split("}").length;
}
