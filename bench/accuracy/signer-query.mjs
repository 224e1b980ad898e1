// Query pairs in canonical order with missing values kept, beside what the signer exports.
import { byPair, decode, encode } from "./signer.mjs";

export const queryPairs = (query) =>
  query
    .map(([name, value]) => [encode(decode(name)), value === null ? null : encode(decode(value))])
    .sort((a, b) => byPair([a[0], a[1] ?? ""], [b[0], b[1] ?? ""]));
