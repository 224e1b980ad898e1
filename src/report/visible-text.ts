// Text from the wire made fit for a terminal or a page: nothing in it can move the cursor, reorder the line or hide.

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Characters that steer a terminal, change the reading direction, take no room, or are no characters at all. */
const unsafe =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}\u00a0\u115f\u1160\u2800\u3164\uffa0]|\u034f|[\ufe00-\ufe0f]/gu;
const highBytes = /[\u0080-\u00ff]+/g;

/** One line of text as people may see it: UTF-8 is read, everything invisible or dangerous is written out. */
export function visibleText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(highBytes, readUtf8).replace(unsafe, escaped);
}

/** Bytes of a signed text where every one counts: blanks and line ends as symbols, all that is not ASCII as `\xNN`. */
export function visibleBytes(text: string): string {
  return text.replace(/[^\x21-\x7e]/gu, (character) => symbols.get(character) ?? escaped(character));
}

/** Text of several lines; line feeds stay, everything else as `visibleText`. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visibleText).join("\n");
}

const symbols: ReadonlyMap<string, string> = new Map([
  [" ", "␠"],
  ["\t", "␉"],
  ["\n", "␊"],
  ["\r", "␍"],
]);

function readUtf8(run: string): string {
  const bytes = Uint8Array.from(run, (character) => character.charCodeAt(0));
  try {
    return decoder.decode(bytes);
  } catch {
    return run;
  }
}

function escaped(character: string): string {
  if (character === "\t" || character === "\r") return symbols.get(character) ?? "";
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  return code <= 0xff ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
}
