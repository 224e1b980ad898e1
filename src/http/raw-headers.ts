// A header list as it crossed the wire: names as sent, order and duplicates kept, bytes as latin1 text.

/** One header field: name as sent, value without the optional white space around it. Latin1 text, one character per byte. */
export type RawHeader = readonly [name: string, value: string];

/** All header fields of a message in wire order. */
export type RawHeaders = readonly RawHeader[];

/** Pairs up the flat list Node gives as `rawHeaders`. */
export function rawHeaderPairs(flat: readonly string[]): RawHeaders {
  const pairs: RawHeader[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    pairs.push([flat[index] ?? "", flat[index + 1] ?? ""]);
  }
  return pairs;
}

/** Every value of a header in wire order; `lowerName` must be lower case. */
export function headerValues(headers: RawHeaders, lowerName: string): string[] {
  const values: string[] = [];
  for (const [name, value] of headers) {
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) values.push(value);
  }
  return values;
}

/** The first value of a header, or undefined when it is absent; `lowerName` must be lower case. */
export function headerValue(headers: RawHeaders, lowerName: string): string | undefined {
  for (const [name, value] of headers) {
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) return value;
  }
  return undefined;
}
