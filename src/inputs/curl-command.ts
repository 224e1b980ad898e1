// A curl command line as browsers, Postman and people write it: the request that curl makes of it. Nothing is run, no file is read.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";
import type { RawHeader } from "../http/raw-headers.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { CurlOption } from "./curl-options.ts";
import { longOptions, shortOptions } from "./curl-options.ts";
import type { InputExchange, InputReading } from "./input-exchange.ts";
import { captured, unreadable } from "./input-exchange.ts";
import { requestUrl } from "./request-url.ts";
import { shellWords } from "./shell-words.ts";

/** Longest command line that is read, in characters: browsers put whole bodies into it. */
const longest = 4 * 1024 * 1024;

/** Reads the curl command of an input (latin1 text). */
export function curlCommand(text: string): InputReading {
  if (text.length > longest) return { code: "ERR_INPUT_TOO_LARGE", message: "the command line is too long" };
  // Windows' own shell escapes with carets.
  const plain = /\^"/.test(text) ? text.replace(/\^(?:\r?\n)/g, " ").replace(/\^(.)/g, "$1") : text;
  const start = plain.search(/(?:^|\s)curl(?:\.exe)?\s/);
  const words = start < 0 ? null : shellWords(plain.slice(start).trimStart());
  if (words === null) return unreadable("the command line ends inside quotes, or is no curl command");
  const asked = readWords(words.slice(1));
  const url = asked.urls[0] === undefined ? null : requestUrl(asked.urls[0].replaceAll(" ", "%20"));
  if (!url) return unreadable("the curl command names no URL");
  return [exchange(asked, url)];
}

interface Asked {
  readonly urls: string[];
  readonly headers: string[];
  readonly data: string[];
  readonly notes: string[];
  method: string | null;
  head: boolean;
  get: boolean;
  json: boolean;
  upload: boolean;
  form: boolean;
  compressed: boolean;
  sigv4: string | null;
  user: string | null;
}

const flags: ReadonlySet<CurlOption> = new Set(["flag", "get", "head", "compressed"]);

function readWords(words: readonly string[]): Asked {
  const asked: Asked = {
    urls: [],
    headers: [],
    data: [],
    notes: [],
    method: null,
    head: false,
    get: false,
    json: false,
    upload: false,
    form: false,
    compressed: false,
    sigv4: null,
    user: null,
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const options = optionsOf(word);
    for (const { option, value } of options) {
      const next = flags.has(option) ? "" : (value ?? words[at + 1] ?? "");
      if (!flags.has(option) && value === null) at += 1;
      apply(asked, option, next);
    }
    if (options.length === 0) asked.urls.push(word);
  }
  return asked;
}

interface Option {
  readonly option: CurlOption;
  /** The value where it stands in the same word. */
  readonly value: string | null;
}

function optionsOf(word: string): Option[] {
  if (word.startsWith("--")) return [longOption(word.slice(2))];
  if (!word.startsWith("-")) return [];
  const found: Option[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const option = shortOptions[word[at] ?? ""] ?? "flag";
    if (!flags.has(option)) return [...found, { option, value: word.slice(at + 1) || null }];
    found.push({ option, value: null });
  }
  return found;
}

function longOption(text: string): Option {
  const [name = "", ...rest] = text.split("=");
  const option = Object.hasOwn(longOptions, name) ? (longOptions[name] ?? "flag") : "flag";
  return { option, value: rest.length > 0 ? rest.join("=") : null };
}

const effects: Readonly<Record<CurlOption, (asked: Asked, value: string) => void>> = {
  header: (asked, value) => asked.headers.push(value),
  data: (asked, value) => asked.data.push(fileOr(asked, value).replace(/[\r\n]/g, "")),
  "data-raw": (asked, value) => asked.data.push(value),
  "data-binary": (asked, value) => asked.data.push(fileOr(asked, value)),
  "data-urlencode": (asked, value) => asked.data.push(urlEncoded(asked, value)),
  json: (asked, value) => {
    asked.json = true;
    asked.data.push(fileOr(asked, value));
  },
  method: (asked, value) => {
    asked.method = value;
  },
  user: (asked, value) => {
    asked.user = value.slice(0, value.indexOf(":") < 0 ? value.length : value.indexOf(":"));
  },
  "user-agent": (asked, value) => asked.headers.push(`User-Agent: ${value}`),
  referer: (asked, value) => asked.headers.push(`Referer: ${value}`),
  cookie: (asked, value) => asked.headers.push(`Cookie: ${value}`),
  range: (asked, value) => asked.headers.push(`Range: bytes=${value}`),
  get: (asked) => {
    asked.get = true;
  },
  head: (asked) => {
    asked.head = true;
  },
  url: (asked, value) => asked.urls.push(value),
  "aws-sigv4": (asked, value) => {
    asked.sigv4 = value;
  },
  form: (asked) => {
    asked.form = true;
  },
  upload: (asked) => {
    asked.upload = true;
  },
  compressed: (asked) => {
    asked.compressed = true;
  },
  argument: () => undefined,
  flag: () => undefined,
};

function apply(asked: Asked, option: CurlOption, value: string): void {
  effects[option](asked, value);
}

/** `@name` is a file, which is not read: what it holds is not known. */
function fileOr(asked: Asked, value: string): string {
  if (!value.startsWith("@")) return value;
  asked.notes.push("the body is in a file that is not read: it is examined as empty");
  return "";
}

function urlEncoded(asked: Asked, value: string): string {
  if (/^[^=]*@/.test(value)) return fileOr(asked, "@");
  const equals = value.indexOf("=");
  const name = equals > 0 ? `${value.slice(0, equals)}=` : "";
  const encoded = [...value.slice(equals + 1)].map((char) =>
    /[A-Za-z0-9\-._~]/.test(char)
      ? char
      : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
  return name + encoded.join("");
}

type Url = NonNullable<ReturnType<typeof requestUrl>>;

function exchange(asked: Asked, url: Url): InputExchange {
  const posted = asked.data.join(asked.json ? "" : "&");
  const body = asked.get ? "" : posted;
  const target = asked.get && posted !== "" ? withQuery(url.target, posted) : url.target;
  const headers = headersOf(asked, url, body);
  const request: CapturedRequest = {
    method: methodOf(asked),
    scheme: url.scheme,
    authority: headerValue(headers, "host") ?? url.authority,
    target,
    httpVersion: "1.1",
    headers,
    body: wholeBody(latin1Bytes(body)),
    connection: null,
    receivedAtEpochMs: null,
  };
  const notes = [...asked.notes, ...notesOf(asked)];
  const unsigned = asked.sigv4 !== null && headerValue(headers, "authorization") === undefined;
  // curl signs when it runs: the command line shows no signature, and its absence is no fault.
  return unsigned
    ? { request, response: null, clientTexts: null, origin: "none", notes }
    : captured(request, null, notes);
}

function notesOf({ sigv4, form, upload, user }: Asked): string[] {
  const notes: string[] = [];
  if (sigv4 !== null)
    notes.push(
      "curl signs this request when it runs; run it with -v and give its output to see the signature",
    );
  if (sigv4 !== null && user === null) notes.push("--aws-sigv4 needs -u KEYID:SECRET, and there is none");
  if (form) notes.push("the multipart form is not built: the body is examined as empty");
  if (upload) notes.push("the uploaded file is not read: the body is examined as empty");
  return notes;
}

function methodOf(asked: Asked): string {
  if (asked.method !== null) return asked.method;
  if (asked.head) return "HEAD";
  if (asked.get) return "GET";
  if (asked.upload) return "PUT";
  return asked.data.length > 0 || asked.form ? "POST" : "GET";
}

function withQuery(target: string, query: string): string {
  return target.includes("?") ? `${target}&${query}` : `${target}?${query}`;
}

/** What curl sends by itself, unless the command line takes it away (`-H "Name:"`) or sets it. */
function headersOf(asked: Asked, url: Url, body: string): RawHeader[] {
  const named = asked.headers.flatMap(headerOf);
  const has = (name: string): boolean =>
    asked.headers.some((header) => header.slice(0, name.length + 1).toLowerCase() === `${name}:`);
  const own: RawHeader[] = [];
  if (!has("host")) own.push(["Host", url.authority]);
  if (!has("accept")) own.push(["Accept", asked.json ? "application/json" : "*/*"]);
  if (asked.compressed && !has("accept-encoding")) own.push(["Accept-Encoding", "deflate, gzip, br, zstd"]);
  const posts = asked.data.length > 0 && !asked.get;
  const form = asked.json ? "application/json" : "application/x-www-form-urlencoded";
  if (posts && !has("content-type")) own.push(["Content-Type", form]);
  if (posts && !has("content-length")) own.push(["Content-Length", String(body.length)]);
  return [...own, ...named];
}

function headerOf(text: string): RawHeader[] {
  const empty = /^([^:;\s]+);$/.exec(text);
  if (empty) return [[empty[1] ?? "", ""]];
  const colon = text.indexOf(":");
  const value = text.slice(colon + 1).trim();
  return colon <= 0 || value === "" ? [] : [[text.slice(0, colon), value]];
}
