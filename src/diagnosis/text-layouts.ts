// Wrong layouts of a finished text: line ends, an end too many, another encoding. They fit canonical request and string to sign alike.
import { latin1 } from "../http/http-message.ts";
import { utf8Bytes, utf8Text } from "./text-encodings.ts";

/** One wrong layout, in words that finish "the text was built …". Latin1 text in and out. */
export interface TextLayout {
  readonly words: string;
  readonly lay: (text: string) => string;
}

/** Lines joined by something else than a line feed, and an end behind the last line. */
export const lineLayouts: readonly TextLayout[] = [
  { words: "with CR LF between its lines", lay: joinedBy("\r\n") },
  { words: "with a line feed behind its last line", lay: (text) => `${text}\n` },
  { words: "with a backslash and the letter n between its lines", lay: joinedBy("\\n") },
  { words: "with CR between its lines", lay: joinedBy("\r") },
  { words: "with CR LF between and behind its lines", lay: (text) => `${joinedBy("\r\n")(text)}\r\n` },
  { words: "without line ends", lay: joinedBy("") },
  { words: "with blanks for line ends", lay: joinedBy(" ") },
  { words: "with a backslash, the letter n and a line feed between its lines", lay: joinedBy("\\n\n") },
  { words: "with two line feeds between its lines", lay: joinedBy("\n\n") },
  { words: "with a blank behind its last line", lay: (text) => `${text} ` },
  { words: "with CR LF behind its last line", lay: (text) => `${text}\r\n` },
  { words: "with a NUL byte behind its last line", lay: (text) => `${text}\0` },
  { words: "with a line feed before its first line", lay: (text) => `\n${text}` },
  { words: "with a backslash, r, backslash and n between its lines", lay: joinedBy("\\r\\n") },
  { words: "with line feeds before CR between its lines", lay: joinedBy("\n\r") },
  { words: "with a blank before each line end", lay: joinedBy(" \n") },
  { words: "with blanks around its lines", lay: (text) => ` ${text} ` },
];

/** The text in another encoding than UTF-8. */
export const encodedLayouts: readonly TextLayout[] = [
  { words: "in UTF-16 (little-endian)", lay: (text) => utf16(text, true) },
  { words: "in UTF-16 (big-endian)", lay: (text) => utf16(text, false) },
  {
    words: "in UTF-16 (little-endian) with a byte order mark",
    lay: (text) => utf16(`\ufeff${unicode(text)}`, true),
  },
  {
    words: "in UTF-16 (big-endian) with a byte order mark",
    lay: (text) => utf16(`\ufeff${unicode(text)}`, false),
  },
  { words: "in UTF-8 with a byte order mark", lay: (text) => `\u00ef\u00bb\u00bf${text}` },
];

/** The canonical request alone: the empty line between the headers and their list left out or doubled. */
export const requestLayouts: readonly TextLayout[] = [
  { words: "without the empty line behind its headers", lay: (text) => text.replace("\n\n", "\n") },
  {
    words: "without the empty line behind its headers, wherever it stands",
    lay: (text) => text.replace(/\n\n(?=[^\n]*\n[^\n]*$)/, "\n"),
  },
  {
    words: "with two empty lines behind its headers",
    lay: (text) => text.replace(/\n\n(?=[^\n]*\n[^\n]*$)/, "\n\n\n"),
  },
];

function joinedBy(end: string): (text: string) => string {
  return (text) => text.replaceAll("\n", end);
}

/** The text that the bytes spell; bytes that are no UTF-8 stand for themselves. */
function unicode(text: string): string {
  return utf8Text(text) ?? text;
}

function utf16(text: string, littleEndian: boolean): string {
  const spelled = text.startsWith("\ufeff") ? text : unicode(text);
  const bytes = new Uint8Array(spelled.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < spelled.length; index += 1)
    view.setUint16(index * 2, spelled.charCodeAt(index), littleEndian);
  return latin1(bytes);
}

/** A text in UTF-16 as the plain text it spells, for people and for redaction; any other text as it is. Latin1 text in and out. */
export function readableLayout(text: string): string {
  if (!text.includes("\0") || text.length % 2 === 1) return text;
  const littleEndian = text[1] === "\0" || text.startsWith("\u00ff\u00fe");
  const view = new DataView(Uint8Array.from(text, (byte) => byte.charCodeAt(0)).buffer);
  let spelled = "";
  for (let index = 0; index < text.length; index += 2)
    spelled += String.fromCharCode(view.getUint16(index, littleEndian));
  return utf8Bytes(spelled.replace("\ufeff", ""));
}
