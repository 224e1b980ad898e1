// The secret values a request carries, so that they are found again in any other text.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { targetParts } from "../http/request-target.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import { percentDecode, percentEncode } from "../sigv4/percent-encoding.ts";
import { readPostForm } from "../sigv4/post-form.ts";
import { parsePostPolicy } from "../sigv4/post-policy.ts";
import { formParameters } from "../sigv4/sigv2-claim.ts";
import { looksSecret, safeAuthorization } from "./authorization-redaction.ts";
import { secretNames, secretParameters } from "./secret-fields.ts";

/** The secrets of one request. */
export interface RequestSecrets {
  /** True when a secret is too short to be looked for as text; it is then found by the name of its field alone. */
  readonly hasShort: boolean;
  /** The text with every spelling of every secret replaced. */
  readonly replaced: (text: string, mark: string) => string;
}

const header = new RegExp(`^(?:${secretNames})$`);
const parameter = new RegExp(`^(?:${secretNames}|${secretParameters})$`);

/** Whether a header's value is a secret; the name in lower case. */
export function isSecretHeader(lowerName: string): boolean {
  return header.test(lowerName);
}

/** Whether a request has neither a secret header nor a query: then nothing of it needs to be looked for elsewhere. */
export function carriesNoSecret(request: CapturedRequest): boolean {
  if (request.target.includes("?")) return false;
  for (const [name] of request.headers) if (isSecretName(name)) return false;
  return true;
}

/** Header names seen before, as sent: an application sends the same few with every request. Emptied when full. */
const seenNames = new Map<string, boolean>();

function isSecretName(name: string): boolean {
  const known = seenNames.get(name);
  if (known !== undefined) return known;
  const secret = header.test(name.trim().toLowerCase());
  if (seenNames.size >= 1024) seenNames.clear();
  seenNames.set(name, secret);
  return secret;
}

/** A field of a form as it was sent, from wherever it is known. Latin1 text. */
export interface ReadField {
  readonly name: string;
  readonly value: string;
}

/** Collects the secrets of a request's headers, query and form; `read` are fields of a form that is not at hand any more. */
export function requestSecrets(request: CapturedRequest, read: readonly ReadField[] = []): RequestSecrets {
  const values = [
    ...headerSecrets(request),
    ...querySecrets(request),
    ...bodySecrets(request),
    ...fieldSecrets(read),
  ].map((value) => value.trim());
  const long = values.filter((value) => value.length >= shortestSecret);
  const plain = distinct(long.flatMap((value) => [value, percentDecode(value)]));
  let encoded: readonly string[] | null = null;
  const replaced = (text: string, mark: string): string => {
    let safe = text;
    // Spelling a token in percent-encoding takes longer than all the rest, and few texts hold any.
    if (plain.length > 0 && text.includes("%")) {
      encoded ??= distinct(plain.flatMap(encodedSpellings));
      for (const secret of encoded) safe = safe.replaceAll(secret, mark);
    }
    for (const secret of plain) safe = safe.replaceAll(secret, mark);
    return safe;
  };
  return { hasShort: values.some((value) => value !== "" && value.length < shortestSecret), replaced };
}

/** Shorter texts would be found inside innocent words. */
const shortestSecret = 8;

function* headerSecrets(request: CapturedRequest): Generator<string> {
  for (const [name, value] of request.headers) {
    const lower = name.trim().toLowerCase();
    if (header.test(lower)) yield value;
    else if (lower === "authorization") yield* safeAuthorization(value).hidden;
  }
}

function* querySecrets(request: CapturedRequest): Generator<string> {
  const { query } = targetParts(request.target);
  if (query === "") return;
  for (const { name, value } of queryParameters(query)) {
    const lower = percentDecode(name).toLowerCase();
    if (parameter.test(lower)) yield value ?? "";
    else if (lower === "x-amz-credential") yield* keyIdSecret(percentDecode(value ?? ""));
  }
}

/**
 * A browser's form carries its policy and perhaps a token; a Query request of Version 2 may carry its token in the body. Bodies
 * are not shown, but the strings to sign are made of them.
 */
function* bodySecrets(request: CapturedRequest): Generator<string> {
  if (request.method !== "POST") return;
  yield* fieldSecrets(readPostForm(request)?.fields ?? []);
  const sent = formParameters(request);
  if (!sent?.some(({ name }) => name === "AWSAccessKeyId")) return;
  for (const { name, value } of sent) if (name === "SecurityToken") yield value ?? "";
}

function* fieldSecrets(fields: readonly ReadField[]): Generator<string> {
  for (const { name, value } of fields) {
    const lower = name.toLowerCase();
    if (lower === "policy" || parameter.test(lower)) yield value;
    if (lower === "policy") yield* conditionSecrets(value);
  }
}

/** A policy names the token it wants: predictions and answers quote the conditions. */
function* conditionSecrets(base64: string): Generator<string> {
  const policy = parsePostPolicy(base64);
  for (const condition of "refusal" in policy ? [] : policy.conditions)
    if ("field" in condition && parameter.test(condition.field)) yield condition.value;
}

/** Key id and secret exchanged by mistake: the credential then carries the secret. */
function* keyIdSecret(credential: string): Generator<string> {
  const keyId = credential.split("/").slice(0, -4).join("/").trim();
  if (looksSecret(keyId)) yield keyId;
}

/** A value travels encoded once on the wire, twice in some canonical queries, and with `+` for a blank. */
function encodedSpellings(value: string): string[] {
  const once = percentEncode(value);
  return [once, percentEncode(once), value.replaceAll("+", " ")];
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}
