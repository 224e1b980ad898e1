// SigV4 written from the specification, for the generator only: every step can be replaced, so that a client with a fault
// at any step can be built. It shares nothing with src/.
import { createHash, createHmac } from "node:crypto";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
export const sha256Hex = (bytes) => sha256(bytes).toString("hex");
export const hmac = (key, bytes) => createHmac("sha256", key).update(bytes).digest();

const unreserved = /[A-Za-z0-9\-._~]/;
const percent = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

/** Percent-encodes every byte that is not unreserved and not in `keep`. */
export const encode = (text, keep = "") =>
  [...text].map((c) => (unreserved.test(c) || keep.includes(c) ? c : percent(c))).join("");

export const decode = (text) =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

export const utf8 = (text) => Buffer.from(text, "utf8").toString("latin1");

/** RFC 3986 5.2.4 together with the collapse of empty segments. */
export function normalised(path) {
  const out = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") out.pop();
    else out.push(segment);
  }
  const last = /\/(\.{0,2})$/.test(path) && out.length > 0 ? "/" : "";
  return `/${out.join("/")}${last}`;
}

export const singleEncodes = (service) => /^(s3|s3express|s3-object-lambda|s3-outposts)$/.test(service);

export const canonicalPath = (path, service) =>
  singleEncodes(service) ? encode(decode(path), "/") : encode(normalised(path), "/");

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
export const byPair = (a, b) => compare(a[0], b[0]) || compare(a[1], b[1]);

export const encodedQuery = (query) =>
  query.map(([name, value]) => [encode(decode(name)), encode(decode(value ?? ""))]);

export const canonicalQuery = (query) =>
  encodedQuery(query)
    .sort(byPair)
    .map((pair) => pair.join("="))
    .join("&");

export const squeezed = (value) => value.replace(/[ \t]+/g, " ").replace(/^ | $/g, "");

function headerLine(message, name, textOf = squeezed) {
  const values = message.headers.filter((pair) => pair[0].toLowerCase() === name).map((pair) => pair[1]);
  return [name, values.map((value) => textOf(value, name)).join(",")];
}

/** The key of a scope; each part can be another one than the part written in the scope. */
export const signingKey = ({ secret, date, region, service, terminator, prefix = "AWS4" }) =>
  [date, region, service, terminator].reduce(
    (key, part) => hmac(key, Buffer.from(part, "latin1")),
    Buffer.concat([Buffer.from(prefix), Buffer.isBuffer(secret) ? secret : Buffer.from(secret, "utf8")]),
  );

/** The six parts of the canonical request, each as the recipe makes it. */
function canonicalParts(message, input, recipe) {
  const names = recipe.names ? recipe.names(input.names) : input.names;
  const lines = names.map((name) => headerLine(message, name.toLowerCase(), recipe.headerValue));
  const block = recipe.block ? recipe.block(lines, message) : lines;
  return {
    method: recipe.method ? recipe.method(message.method) : message.method,
    path: recipe.path ? recipe.path(message.path, message) : canonicalPath(message.path, input.scope.service),
    query: recipe.query ? recipe.query(message.query, message) : canonicalQuery(message.query),
    headers: block.map(([name, value]) => `${name}:${value}\n`).join(""),
    signed: recipe.signedLine ? recipe.signedLine(names) : names.join(";"),
    payload: recipe.payload ? recipe.payload(input.payload, message) : input.payload,
  };
}

export function canonicalText(message, input, recipe = {}) {
  const parts = canonicalParts(message, input, recipe);
  const order = [parts.method, parts.path, parts.query, parts.headers, parts.signed, parts.payload];
  return order.join("\n");
}

/** All the intermediates of one signature over a message. */
export function derive(message, input, recipe = {}) {
  const text = canonicalText(message, input, recipe);
  const canonical = recipe.canonical ? recipe.canonical(text) : Buffer.from(text, "latin1");
  const hash = recipe.hash ? recipe.hash(canonical) : sha256Hex(canonical);
  const { date, region, service, terminator } = input.scope;
  const lines = ["AWS4-HMAC-SHA256", input.time, [date, region, service, terminator].join("/"), hash];
  const changed = recipe.lines ? recipe.lines(lines) : lines;
  const toSign = recipe.toSign ? recipe.toSign(changed) : Buffer.from(changed.join("\n"), "latin1");
  const keyed = { secret: input.secret, date, region, service, terminator, ...recipe.key?.(input) };
  const key = recipe.chain ? recipe.chain(keyed) : signingKey(keyed);
  const bytes = recipe.last ? recipe.last(key, toSign) : hmac(key, toSign);
  return { text, hash, stringToSign: changed.join("\n"), key, bytes, signature: bytes.toString("hex") };
}
