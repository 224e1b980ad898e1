// JSON in the one spelling of RFC 8785, so that a hash over it means the value and not how it was written.

/** A name in its place: as it is looked up, and as it is written. */
interface Name {
  readonly name: string;
  readonly written: string;
}

/** Names of an object in order, by the names as they come: records share few shapes. Emptied when full. */
const orders = new Map<string, readonly Name[]>();
const mostOrders = 512;

/** A plain JSON value in canonical form: names sorted by UTF-16 code units, no white space. `undefined` members are left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string") return stringJson(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return arrayJson(value);
  const object = value as Readonly<Record<string, unknown>>;
  let text = "{";
  for (const { name, written } of sortedNames(object)) {
    const member = object[name];
    if (member !== undefined) text += (text.length === 1 ? "" : ",") + written + canonicalJson(member);
  }
  return `${text}}`;
}

const toEscape = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

function stringJson(text: string): string {
  return toEscape.test(text) ? JSON.stringify(text) : `"${text}"`;
}

function arrayJson(values: readonly unknown[]): string {
  let text = "[";
  for (let at = 0; at < values.length; at += 1) text += (at === 0 ? "" : ",") + canonicalJson(values[at]);
  return `${text}]`;
}

function sortedNames(object: Readonly<Record<string, unknown>>): readonly Name[] {
  const names = Object.keys(object);
  const shape = names.join("\u0000");
  const known = orders.get(shape);
  if (known?.length === names.length) return known;
  const sorted = [...names].sort().map((name) => ({ name, written: `${JSON.stringify(name)}:` }));
  if (orders.size >= mostOrders) orders.clear();
  // A name with a NUL in it could pass for two.
  const clean = names.every((name) => !name.includes("\u0000"));
  if (clean && names.length > 0 && shape.length <= 1024) orders.set(shape, sorted);
  return sorted;
}
