// The sections of an ini file that hold a static key: from entries to wrapped credentials and notes.
import type { KnownCredentials } from "../sigv4/known-credentials.ts";
import { Secret } from "../sigv4/secret.ts";
import type { IniFile } from "./ini-file.ts";
import { spelledSecret } from "./secret-spelling.ts";

/** Credentials and what is worth telling people about where they came from. Notes never hold a secret. */
export interface FoundCredentials {
  readonly credentials: readonly KnownCredentials[];
  readonly notes: readonly string[];
}

/** The three texts of one set of credentials as found, and where. */
export interface RawCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly source: string;
}

/** Every section of a file that has a key id and a secret; `place` names the file for people. */
export function sectionCredentials(file: IniFile, place: string): FoundCredentials {
  const sections = new Map<string, Map<string, string>>();
  for (const { section, key, value } of file.entries) {
    const values = sections.get(section) ?? new Map<string, string>();
    // The last of two equal keys counts, as in the SDKs.
    sections.set(section, values.set(key, value));
  }
  const notes = file.byteOrderMark
    ? [`${place} begins with a byte order mark: some SDKs do not find its first profile`]
    : [];
  const credentials: KnownCredentials[] = [];
  for (const [section, values] of sections) {
    const found = wrapped({
      accessKeyId: values.get("aws_access_key_id") ?? "",
      secretAccessKey: values.get("aws_secret_access_key") ?? "",
      sessionToken: values.get("aws_session_token") ?? values.get("aws_security_token") ?? "",
      source: `profile ${section} of ${place}`,
    });
    credentials.push(...found.credentials);
    notes.push(...found.notes);
  }
  return { credentials, notes };
}

/** Wraps one set at once; an incomplete set gives a note, an absent one nothing. */
export function wrapped(raw: RawCredentials): FoundCredentials {
  const accessKeyId = raw.accessKeyId
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2")
    .trim();
  if (accessKeyId === "" && raw.secretAccessKey === "") return { credentials: [], notes: [] };
  if (accessKeyId === "")
    return { credentials: [], notes: [`${raw.source} has a secret access key without a key id: not used`] };
  if (raw.secretAccessKey.trim() === "") {
    return { credentials: [], notes: [`${raw.source} has a key id without a secret access key: not used`] };
  }
  const { text, spelling } = spelledSecret(raw.secretAccessKey);
  const notes = spelling === null ? [] : [`the secret access key of ${raw.source} ${spelling}`];
  if (accessKeyId !== raw.accessKeyId)
    notes.push(`the key id of ${raw.source} is surrounded by white space or quotes`);
  const sessionToken = raw.sessionToken.trim() === "" ? null : new Secret(raw.sessionToken);
  return {
    credentials: [
      { accessKeyId, secretAccessKey: new Secret(text), spelling, sessionToken, source: raw.source },
    ],
    notes,
  };
}
