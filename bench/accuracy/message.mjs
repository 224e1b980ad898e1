// A request as it lies on the wire: method, path, query pairs, headers, body. Texts are latin1 strings, one character a byte.

const has = (name) => (header) => header[0].toLowerCase() === name.toLowerCase();

export const header = (message, name) => message.headers.find(has(name))?.[1];

/** Replaces the first header of the name, or adds one at the end. */
export function setHeader(message, name, value) {
  const found = message.headers.find(has(name));
  if (found) found[1] = value;
  else message.headers.push([name, value]);
}

export const addHeader = (message, name, value) => message.headers.push([name, value]);

export function dropHeader(message, name) {
  message.headers = message.headers.filter((pair) => !has(name)(pair));
}

export const parameter = (message, name) => message.query.find((pair) => pair[0] === name)?.[1];

export function setParameter(message, name, value) {
  const found = message.query.find((pair) => pair[0] === name);
  if (found) found[1] = value;
  else message.query.push([name, value]);
}

export function dropParameter(message, name) {
  message.query = message.query.filter((pair) => pair[0] !== name);
}

/** A message of its own, so that a change leaves the first as it is. */
export const copyOf = (message) => ({
  ...message,
  query: message.query.map((pair) => [...pair]),
  headers: message.headers.map((pair) => [...pair]),
});

const queryText = (query) =>
  query.map(([name, value]) => (value === null ? name : `${name}=${value}`)).join("&");

const targetOf = (message) =>
  message.target ?? message.path + (message.query.length > 0 ? `?${queryText(message.query)}` : "");

/** The exact bytes of the request. */
export function requestBytes(message) {
  const lines = message.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const head = `${message.method} ${targetOf(message)} HTTP/1.1\r\n${lines}\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), message.body]);
}

/** The exact bytes of an answer. */
export function responseBytes(answer) {
  const body = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(answer.body ?? "", "utf8");
  const headers = [...answer.headers, ["Content-Length", String(body.length)]];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${answer.status}\r\n${lines}\r\n`, "latin1"), body]);
}
