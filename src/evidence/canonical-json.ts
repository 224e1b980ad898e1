// JSON in the one spelling of RFC 8785, so that a hash over it means the value and not how it was written.

/** Names of an object in order, by the names as they come: records share few shapes. Emptied when full. */
const orders = new Map<string, readonly string[]>();
const mostOrders = 512;

/** A plain JSON value in canonical form: names sorted by UTF-16 code units, no white space. `undefined` members are left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return arrayJson(value);
  const object = value as Readonly<Record<string, unknown>>;
  let text = "";
  for (const name of sortedNames(object)) {
    const member = object[name];
    if (member !== undefined)
      text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

function arrayJson(values: readonly unknown[]): string {
  let text = "";
  for (let at = 0; at < values.length; at += 1) text += `${at === 0 ? "" : ","}${canonicalJson(values[at])}`;
  return `[${text}]`;
}

function sortedNames(object: Readonly<Record<string, unknown>>): readonly string[] {
  const names = Object.keys(object);
  if (names.length < 2) return names;
  const shape = names.join("\u0000");
  const known = orders.get(shape);
  if (known) return known;
  const sorted = [...names].sort();
  if (orders.size >= mostOrders) orders.clear();
  if (shape.length <= 1024) orders.set(shape, sorted);
  return sorted;
}
