// What the known credentials tell about the token a request carries and about the secret of its key id, without showing either.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { targetParts } from "../http/request-target.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import type { Knowledge, KnownCredentials } from "../sigv4/known-credentials.ts";
import type { Secret } from "../sigv4/secret.ts";
import { revealSecret } from "../sigv4/secret.ts";
import { looksLikeSmtpPassword } from "../sigv4/ses-smtp-password.ts";
import { sentTokens } from "./session-tokens.ts";

/** A known set of credentials as rules see it. */
export interface KnownSet {
  readonly accessKeyId: string;
  readonly source: string;
}

/** What is known about the token and the secret of one request. */
export interface KnownGenerations {
  /** The sets whose session token is the one sent; empty where no known set has it. */
  readonly sentTokenOf: readonly KnownSet[];
  /** The session tokens known for the key id, wrapped: for suppositions about what was signed before the token was lost or changed. */
  readonly knownTokens: readonly Secret[];
  /** How the token sent differs from the one known for the key id; null without one to compare with, or where it is the same. */
  readonly tokenDiffers: TokenDifference | null;
  /** Set where the secret known for the key id is none by its form. */
  readonly secretForm: "smtp-password" | null;
  /** How many different secrets are known for the key id. */
  readonly secrets: number;
}

/** `blanks`: + became a blank. `encoded`: still percent-encoded. `cut`: shorter, else the same. `other`: another token. */
export type TokenDifference = "blanks" | "encoded" | "cut" | "other";

/** What is known of no request in particular. */
export const noGenerations: KnownGenerations = {
  sentTokenOf: [],
  knownTokens: [],
  tokenDiffers: null,
  secretForm: null,
  secrets: 0,
};

/** Compares a request's key id and session tokens with what is known. */
export function knownGenerations(
  knowledge: Knowledge,
  accessKeyId: string | undefined,
  request: CapturedRequest,
): KnownGenerations {
  if (accessKeyId === undefined || knowledge.credentials.length === 0) return noGenerations;
  const own = knowledge.credentials.filter((known) => known.accessKeyId === accessKeyId);
  const secrets = new Set(own.map(({ secretAccessKey }) => revealSecret(secretAccessKey)));
  const [sent] = sentTokens(request, queryParameters(targetParts(request.target).query));
  const owners = sent ? knowledge.credentials.filter((known) => tokenOf(known) === sent.text) : [];
  return {
    sentTokenOf: owners.map(({ accessKeyId: id, source }) => ({ accessKeyId: id, source })),
    knownTokens: own.map(({ sessionToken }) => sessionToken).filter((token) => token !== null),
    tokenDiffers: sent && owners.length === 0 ? difference(own, sent.text) : null,
    secretForm: secrets.size > 0 && [...secrets].every(looksLikeSmtpPassword) ? "smtp-password" : null,
    secrets: secrets.size,
  };
}

function tokenOf({ sessionToken }: KnownCredentials): string | null {
  return sessionToken === null ? null : revealSecret(sessionToken);
}

function difference(own: readonly KnownCredentials[], sent: string): TokenDifference | null {
  const known = own.map(tokenOf).filter((token): token is string => token !== null && token !== "");
  if (known.length === 0) return null;
  for (const token of known) {
    if (token.replaceAll("+", " ") === sent) return "blanks";
    if (token === decoded(sent)) return "encoded";
    if (sent.length >= 16 && token.length > sent.length && token.startsWith(sent)) return "cut";
  }
  return "other";
}

function decoded(sent: string): string {
  return sent.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
