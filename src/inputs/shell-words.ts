// A command line cut into words as a POSIX shell does: quotes, $'…', backslashes, continued lines. Nothing is expanded or run.
import { utf8AsLatin1 } from "./input-exchange.ts";

/** Most words of one command line. */
const mostWords = 4096;

/** Cuts the first command of a latin1 text into words; it ends at a line end, `;`, `|` or `&` outside quotes. Null when a quote stays open. */
export function shellWords(text: string): string[] | null {
  const words: string[] = [];
  const line = text.replace(/(?:\\|\^|`)\r?\n[ \t]*/g, " ");
  let at = 0;
  while (at < line.length && words.length < mostWords) {
    while (line[at] === " " || line[at] === "\t") at += 1;
    if (at >= line.length || /[\r\n;|&<>]/.test(line[at] ?? "")) break;
    const read = word(line, at);
    if (read === null) return null;
    words.push(read.text);
    at = read.end;
  }
  return words;
}

interface Read {
  readonly text: string;
  readonly end: number;
}

function word(line: string, from: number): Read | null {
  let text = "";
  let at = from;
  while (at < line.length && !/[\s;|&<>]/.test(line[at] ?? "")) {
    const part = piece(line, at);
    if (part === null) return null;
    text += part.text;
    at = part.end;
  }
  return { text, end: at };
}

function piece(line: string, at: number): Read | null {
  const mark = line[at] ?? "";
  if (mark === "'") return upTo(line, at + 1, "'");
  if (mark === "$" && line[at + 1] === "'") return ansiQuoted(line, at + 2);
  if (mark === '"') return doubleQuoted(line, at + 1);
  if (mark === "\\") return { text: line[at + 1] ?? "", end: at + 2 };
  return { text: mark, end: at + 1 };
}

function upTo(line: string, from: number, mark: string): Read | null {
  const end = line.indexOf(mark, from);
  return end < 0 ? null : { text: line.slice(from, end), end: end + 1 };
}

function doubleQuoted(line: string, from: number): Read | null {
  let text = "";
  for (let at = from; at < line.length; at += 1) {
    if (line[at] === '"') return { text, end: at + 1 };
    if (line[at] === "\\" && /["\\$`]/.test(line[at + 1] ?? "")) at += 1;
    text += line[at];
  }
  return null;
}

const shortEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  v: "\v",
};

function ansiQuoted(line: string, from: number): Read | null {
  let text = "";
  let at = from;
  while (at < line.length) {
    if (line[at] === "'") return { text, end: at + 1 };
    if (line[at] !== "\\") {
      text += line[at];
      at += 1;
      continue;
    }
    const undone = escaped(line.slice(at + 1, at + 10));
    text += undone.text;
    at += 1 + undone.end;
  }
  return null;
}

function escaped(rest: string): Read {
  const hex = /^x([0-9A-Fa-f]{1,2})/.exec(rest);
  if (hex) return { text: String.fromCharCode(Number.parseInt(hex[1] ?? "", 16)), end: hex[0].length };
  const unicode = /^(?:u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8}))/.exec(rest);
  const point = unicode ? Number.parseInt(unicode[1] ?? unicode[2] ?? "", 16) : -1;
  if (unicode && point >= 0 && point <= 0x10ffff)
    return { text: utf8AsLatin1(String.fromCodePoint(point)), end: unicode[0].length };
  const octal = /^[0-7]{1,3}/.exec(rest);
  if (octal) return { text: String.fromCharCode(Number.parseInt(octal[0], 8) & 0xff), end: octal[0].length };
  const mark = rest[0] ?? "";
  return { text: shortEscapes[mark] ?? mark, end: 1 };
}
