// Building blocks for suppositions about the session token: its header line or its parameter in another form. The token is never shown.
import { canonicalQueryText } from "../sigv4/canonical-query.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { percentDecode, percentEncode } from "../sigv4/percent-encoding.ts";
import { revealSecret } from "../sigv4/secret.ts";
import type { EnvelopeContext, Supposition } from "./rule.ts";

const parameterName = "X-Amz-Security-Token";

/** Forms in which a token may have been signed, each with words that finish "… was signed …"; the frequent ones first. Latin1 text. */
export function tokenForms(token: string): readonly (readonly [words: string, form: string])[] {
  const once = percentEncode(token);
  const plain = percentDecode(token);
  return [
    ["without encoding", token],
    ["encoded twice", percentEncode(once)],
    ["with blanks (%20) for its +", once.replaceAll("%2B", "%20")],
    ["with its / left as they are", once.replaceAll("%2F", "/")],
    ["with its / and = left as they are", once.replaceAll("%2F", "/").replaceAll("%3D", "=")],
    ["with its = left as they are", once.replaceAll("%3D", "=")],
    ["with its + left as they are", once.replaceAll("%2B", "+")],
    ["with its + and / left as they are", once.replaceAll("%2B", "+").replaceAll("%2F", "/")],
    ["with its + as blanks, the rest unencoded", token.replaceAll("+", " ")],
    ["with %2B for its blanks", percentEncode(token.replaceAll(" ", "+"))],
    ["decoded once more and encoded once", percentEncode(plain)],
    ["decoded once more", plain],
    ["in small hex digits", once.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
    ["encoded three times", percentEncode(percentEncode(once))],
    ["without its = at the end", percentEncode(token.replace(/=+$/, ""))],
    ["empty", ""],
    ["with a line feed behind it", percentEncode(`${token}\n`)],
    ["with a blank behind it", percentEncode(`${token} `)],
  ];
}

/** The canonical query with every session token parameter's value replaced; null where none is in it. Stays sorted. */
export function withTokenForm({ input }: EnvelopeContext, form: string): string | null {
  const mark = `${parameterName}=`;
  if (!input.canonicalQuery.split("&").some((pair) => pair.startsWith(mark))) return null;
  return input.canonicalQuery
    .split("&")
    .map((pair) => (pair.startsWith(mark) ? mark + form : pair))
    .join("&");
}

/** The canonical query with so many session token parameters as there are forms; none for an empty list. */
export function withTokenParameters(canonicalQuery: string, forms: readonly string[]): string {
  const others = canonicalQuery
    .split("&")
    .filter((pair) => pair !== "" && !pair.startsWith(`${parameterName}=`))
    .map((pair) => [pair, pair.split("=")[0] ?? ""] as const);
  const at = others.findIndex(([, name]) => name > parameterName);
  const pairs = others.map(([pair]) => pair);
  const added = forms.map((form) => `${parameterName}=${form}`);
  return (at < 0 ? [...pairs, ...added] : [...pairs.slice(0, at), ...added, ...pairs.slice(at)]).join("&");
}

/** The token known for the key id as the client may have signed it, where another or none arrived. */
export function* knownTokenSuppositions(context: EnvelopeContext, words: string): Generator<Supposition> {
  const { input, generations } = context;
  for (const secret of generations?.knownTokens ?? []) {
    const token = revealSecret(secret);
    if (token === "") continue;
    if (input.headers.some(({ name }) => name === "x-amz-security-token"))
      yield tokenSupposition(words, withTokenLine(input, token, true));
    const canonicalQuery = withTokenForm(context, percentEncode(token));
    if (canonicalQuery !== null && context.envelope.form === "presigned-url")
      yield tokenSupposition(words, { canonicalQuery });
  }
}

/** Whether two queries differ in the form or number of their session tokens, and in nothing else. */
export function isOtherToken(one: string, other: string): boolean {
  if (!one.includes(parameterName) && !other.includes(parameterName)) return false;
  return one !== other && withTokenParameters(one, []) === withTokenParameters(other, []);
}

/** A token of the query as it stands in a right canonical query. */
export function canonicalToken(sent: string): string {
  return canonicalQueryText(sent);
}

/** Supposes a change of the token's places in the canonical request; `words` finish "The session token was signed …". */
export function tokenSupposition(words: string, request: Partial<CanonicalInput>): Supposition {
  return {
    changes: [{ part: "session token", from: "as sent (not shown)", to: `signed ${words}` }],
    request,
    detail: `The session token was signed ${words}.`,
    evidence: { token: words },
  };
}

/** The canonical headers and their list with the token's line removed, or holding another value. */
export function withTokenLine(
  input: CanonicalInput,
  value: string | null,
  listed: boolean,
): Pick<CanonicalInput, "headers" | "signedHeaders"> {
  const name = "x-amz-security-token";
  const headers = input.headers.filter((header) => header.name !== name);
  const signedHeaders = input.signedHeaders.filter((one) => one.toLowerCase() !== name);
  const added = value === null ? headers : [...headers, { name, value }];
  return {
    headers: added.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    signedHeaders: listed ? [...signedHeaders, name].sort() : signedHeaders,
  };
}
