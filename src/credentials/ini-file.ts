// An AWS ini file read exactly: every section and key with its value as written. The SDK's own reader is not used for static keys,
// because it hides unreadable files, keeps file texts in a cache, skips a first section behind a byte order mark and cuts comments
// out of values, all of which are accidents that countersign has to see.

/** One `key = value` line of a section. */
export interface IniEntry {
  readonly section: string;
  /** In lower case. */
  readonly key: string;
  /** As written behind the `=`, without the white space around it, as every SDK reads it. */
  readonly value: string;
}

/** A file's entries and whether it begins with a byte order mark. */
export interface IniFile {
  readonly entries: readonly IniEntry[];
  readonly byteOrderMark: boolean;
}

const byteOrderMark = "\ufeff";

/** Reads ini text. Total: lines that are no section, key or comment are passed over, as the SDKs do. */
export function parseIniFile(text: string): IniFile {
  const marked = text.startsWith(byteOrderMark);
  const entries: IniEntry[] = [];
  let section: string | null = null;
  let nestedBeyond = Number.POSITIVE_INFINITY;
  for (const line of (marked ? text.slice(1) : text).split(/\r\n|\n|\r/)) {
    const heading = sectionName(line);
    if (heading !== null) section = heading;
    const entry = heading === null && section !== null ? entryOf(section, line) : null;
    const indent = line.length - line.trimStart().length;
    if (heading !== null || (entry && indent <= nestedBeyond)) nestedBeyond = Number.POSITIVE_INFINITY;
    // What is indented deeper than a key without value (`s3 =`) belongs to that key, never to the profile itself.
    if (!entry || indent > nestedBeyond) continue;
    entries.push(entry);
    if (entry.value === "") nestedBeyond = indent;
  }
  return { entries, byteOrderMark: marked };
}

/** The name of a `[section]` line without `profile ` and quotes, or null for another line. */
function sectionName(line: string): string | null {
  const found = /^\s*\[([^\]]*)\]/.exec(line);
  if (!found) return null;
  const name = (found[1] ?? "").trim().replace(/^profile\s+/, "");
  return /^(["']).*\1$/.test(name) ? name.slice(1, -1) : name;
}

function entryOf(section: string, line: string): IniEntry | null {
  if (/^\s*[#;]/.test(line)) return null;
  const mark = line.indexOf("=");
  const key = line.slice(0, Math.max(mark, 0)).trim().toLowerCase();
  return key === "" ? null : { section, key, value: line.slice(mark + 1).trim() };
}
