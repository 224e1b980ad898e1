// The reference parser of the fuzzer: HTTP/1.1 messages by RFC 9112 and nothing more. It shares no code with Node's parser
// or ours, and takes no liberty, so that whatever two readers could disagree about is an error here.

/** One message. Texts are latin1; names and values as sent, values without the blanks around them. */
export interface StrictMessage {
  /** `GET /x HTTP/1.1` or `HTTP/1.1 200 OK`. */
  readonly startLine: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly trailers: readonly (readonly [string, string])[];
  /** Where the next message starts. */
  readonly end: number;
}

/** How a text goes on after its last whole message. `none`: it ends there. */
export type Tail =
  | { readonly kind: "none" }
  | { readonly kind: "incomplete"; readonly head: Omit<StrictMessage, "end"> | null }
  /** Where the body breaks its grammar behind a right head, that head with the part of the body that is right. */
  | { readonly kind: "invalid"; readonly why: string; readonly head: Omit<StrictMessage, "end"> | null };

/** The whole messages of a text, and what follows them. */
export interface StrictReading {
  readonly messages: readonly StrictMessage[];
  readonly tail: Tail;
}

/** What the reader of answers knows beside the bytes. */
export interface AnswerContext {
  /** Method of each request in order. */
  readonly methods: readonly string[];
  /** Whether the connection has ended. */
  readonly ended: boolean;
}

class Invalid extends Error {
  head: Omit<StrictMessage, "end"> | null = null;
}
class Incomplete extends Error {
  readonly head: Omit<StrictMessage, "end"> | null;

  constructor(head: Omit<StrictMessage, "end"> | null) {
    super("incomplete");
    this.head = head;
  }
}

/**
 * Reads requests. From a client line breaks before a request line are passed over (RFC 9112, 2.2), and runs of blanks in it are
 * one (RFC 9112, 3: a recipient may take words between blanks); Node's parser does both, and what goes upstream is strict.
 */
export function readRequests(text: string, { fromClient }: { fromClient: boolean }): StrictReading {
  return readAll((from) => {
    let at = from;
    while (fromClient && (text[at] === "\r" || text[at] === "\n")) at += 1;
    if (at >= text.length) return null;
    const read = readHead(text, at, fromClient ? looseRequestLine : requestLine);
    const head = { ...read, startLine: read.startLine.replace(/ +/g, " ") };
    const framing = framingOf(head);
    if (framing.kind === "chunked" && head.startLine.endsWith("1.0"))
      throw new Invalid("chunked in HTTP/1.0");
    return readBody(text, head, framing.kind === "none" ? { kind: "length", length: 0 } : framing);
  });
}

const requestLine = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ [\x21-\x7e]+ HTTP\/1\.[01]$/;
const looseRequestLine = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ +[\x21-\x7e]+ +HTTP\/1\.[01]$/;

/** Reads answers: final ones and informational ones, in order. */
export function readAnswers(text: string, context: AnswerContext): StrictReading {
  let finals = 0;
  return readAll((from) => {
    // Node passes over line breaks between answers, as RFC 9112, 2.2 has servers do between requests.
    let at = from;
    while (from > 0 && (text[at] === "\r" || text[at] === "\n")) at += 1;
    if (at >= text.length) return null;
    const head = readHead(text, at, /^HTTP\/1\.[01] [1-9]\d\d(?: [\t\x20-\x7e\x80-\xff]*)?$/);
    const status = Number(head.startLine.slice(9, 12));
    const framing = framingOf(head);
    const bodyless = status < 200 || status === 204 || status === 304 || context.methods[finals] === "HEAD";
    if (status >= 200) finals += 1;
    if (bodyless) return readBody(text, head, { kind: "length", length: 0 });
    if (framing.kind !== "none") return readBody(text, head, framing);
    const { end, ...rest } = head;
    const body = text.slice(end);
    if (!context.ended) throw new Incomplete({ ...rest, body });
    return { ...rest, body, end: text.length };
  });
}

function readAll(next: (from: number) => StrictMessage | null): StrictReading {
  const messages: StrictMessage[] = [];
  let at = 0;
  for (;;) {
    try {
      const message = next(at);
      if (message === null) return { messages, tail: { kind: "none" } };
      messages.push(message);
      at = message.end;
    } catch (error) {
      if (error instanceof Incomplete) return { messages, tail: { kind: "incomplete", head: error.head } };
      if (error instanceof Invalid)
        return { messages, tail: { kind: "invalid", why: error.message, head: error.head } };
      throw error;
    }
  }
}

/** A line up to its CRLF; a bare CR or LF is an error, not an end. */
function readLine(text: string, from: number, head: Omit<StrictMessage, "end"> | null): [string, number] {
  const end = text.indexOf("\r\n", from);
  const line = text.slice(from, end < 0 ? undefined : end);
  if (/[\n\0]|\r[\s\S]/.test(line)) throw new Invalid("a bare line break or NUL");
  if (end < 0) throw new Incomplete(head);
  return [line, end + 2];
}

function readHead(text: string, from: number, startLine: RegExp): StrictMessage {
  const [line, next] = readLine(text, from, null);
  if (!startLine.test(line)) throw new Invalid("start line");
  const [headers, end] = readFields(text, next, null);
  return { startLine: line, headers, body: "", trailers: [], end };
}

function readFields(
  text: string,
  from: number,
  head: Omit<StrictMessage, "end"> | null,
): [(readonly [string, string])[], number] {
  const fields: (readonly [string, string])[] = [];
  let at = from;
  for (;;) {
    const [line, next] = readLine(text, at, head);
    at = next;
    if (line === "") return [fields, at];
    const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(line);
    if (parts === null) throw new Invalid("field line");
    fields.push([parts[1] ?? "", (parts[2] ?? "").replace(/[ \t]+$/, "")]);
  }
}

type Framing = { kind: "none" } | { kind: "chunked" } | { kind: "length"; length: number };

function framingOf({ headers }: StrictMessage): Framing {
  const values = (name: string): string[] =>
    headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
  const codings = values("transfer-encoding");
  const lengths = values("content-length");
  if (codings.length + lengths.length > 1) throw new Invalid("more than one framing");
  const [coding] = codings;
  if (coding !== undefined) {
    if (coding.toLowerCase() !== "chunked") throw new Invalid("transfer coding");
    return { kind: "chunked" };
  }
  const [length] = lengths;
  if (length === undefined) return { kind: "none" };
  if (!/^\d{1,15}$/.test(length)) throw new Invalid("content length");
  return { kind: "length", length: Number(length) };
}

function readBody(text: string, head: StrictMessage, framing: Framing): StrictMessage {
  let body = "";
  try {
    return bodyRead(text, head, framing, (sofar) => {
      body = sofar;
    });
  } catch (error) {
    const { end: _, ...rest } = head;
    if (error instanceof Invalid) error.head = { ...rest, body };
    throw error;
  }
}

function bodyRead(
  text: string,
  head: StrictMessage,
  framing: Framing,
  reached: (body: string) => void,
): StrictMessage {
  const { end: from, ...rest } = head;
  if (framing.kind !== "chunked") {
    const end = from + (framing.kind === "length" ? framing.length : 0);
    if (end > text.length) throw new Incomplete({ ...rest, body: text.slice(from) });
    return { ...rest, body: text.slice(from, end), end };
  }
  let body = "";
  let at = from;
  for (;;) {
    const [line, next] = readLine(text, at, { ...rest, body });
    const size = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/.exec(line)?.[1];
    if (size === undefined) throw new Invalid("chunk size");
    const length = Number.parseInt(size, 16);
    if (length === 0) {
      const [trailers, end] = readFields(text, next, { ...rest, body });
      return { ...rest, body, trailers, end };
    }
    const piece = text.slice(next, next + length);
    body += piece;
    reached(body);
    at = next + length;
    if (piece.length < length || text.length < at + 2) {
      if (!"\r\n".startsWith(text.slice(at, at + 2))) throw new Invalid("chunk end");
      throw new Incomplete({ ...rest, body });
    }
    if (!text.startsWith("\r\n", at)) throw new Invalid("chunk end");
    at += 2;
  }
}
