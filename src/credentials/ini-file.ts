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
  const place: Place = { section: null, nestedBeyond: Number.POSITIVE_INFINITY };
  for (const line of (marked ? text.slice(1) : text).split(/\r\n|\n|\r/)) {
    const heading = sectionName(line);
    if (heading === null) entries.push(...entriesOf(line, place));
    else Object.assign(place, { section: heading, nestedBeyond: Number.POSITIVE_INFINITY });
  }
  return { entries, byteOrderMark: marked };
}

interface Place {
  section: string | null;
  /** Lines indented deeper than this belong to a key without value (`s3 =`), never to the section itself. */
  nestedBeyond: number;
}

function entriesOf(line: string, place: Place): IniEntry[] {
  const entry = place.section === null ? null : entryOf(place.section, line);
  const indent = line.length - line.trimStart().length;
  if (!entry || indent > place.nestedBeyond) return [];
  place.nestedBeyond = entry.value === "" ? indent : Number.POSITIVE_INFINITY;
  return [entry];
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
