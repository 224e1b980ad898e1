// Bytes as Python source: every byte that could end the literal, or that a terminal would act on, is escaped.

/** A `str` literal with one character for each byte (latin1 text). */
export function pythonText(bytes: string): string {
  return `"${escaped(bytes)}"`;
}

/** A `bytes` literal (latin1 text). */
export function pythonBytes(bytes: string): string {
  return `b"${escaped(bytes)}"`;
}

function escaped(bytes: string): string {
  return bytes.replace(/[^\x20-\x7e]|["\\]/g, (character) => {
    if (character === "\n") return "\\n";
    if (character === '"' || character === "\\") return `\\${character}`;
    return `\\x${(character.charCodeAt(0) & 0xff).toString(16).padStart(2, "0")}`;
  });
}
