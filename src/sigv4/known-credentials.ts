// The credentials countersign knows, as the core sees them: by key id, with secrets that do not print themselves.
import type { Secret } from "./secret.ts";

/** A set of credentials with its secret access key. */
export interface KnownCredentials {
  readonly accessKeyId: string;
  /** The secret with accidents removed (white space, quotes, byte order mark): what AWS would hold. */
  readonly secretAccessKey: Secret;
  /** How the source spelled the secret, in words, when that differs from `secretAccessKey`; null when it is clean. */
  readonly spelling: string | null;
  readonly sessionToken: Secret | null;
  /** When temporary credentials end, in milliseconds since 1970; left out or null where nobody said. */
  readonly expiresAtEpochMs?: number | null;
  /** Where it was found, for people: `environment`, `profile dev of ~/.aws/credentials`. */
  readonly source: string;
}

/** A signing key derived for one day, region and service: it verifies without the secret. */
export interface KnownSigningKey {
  readonly accessKeyId: string;
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** The 32 bytes of the key as lower-case hex, wrapped. */
  readonly keyHex: Secret;
}

/** All that is known when a request is examined. */
export interface Knowledge {
  readonly credentials: readonly KnownCredentials[];
  readonly signingKeys: readonly KnownSigningKey[];
}

/** Knowing nothing: every signed request is then unverifiable. */
export const noKnowledge: Knowledge = { credentials: [], signingKeys: [] };

/** The sets known for a key id; two sources may disagree about its secret. */
export function credentialsFor(knowledge: Knowledge, accessKeyId: string): readonly KnownCredentials[] {
  return knowledge.credentials.filter((known) => known.accessKeyId === accessKeyId);
}
