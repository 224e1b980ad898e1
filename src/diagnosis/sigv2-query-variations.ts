// The parts of a Query service's Version 2 string to sign that clients get wrong.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { byCodeUnit } from "../sigv4/canonical-query.ts";
import { percentEncode } from "../sigv4/percent-encoding.ts";
import type { SignedText } from "../sigv4/signed-text.ts";
import type { SigV2Claim } from "../sigv4/sigv2-claim.ts";
import type { SigV2QueryParts } from "../sigv4/sigv2-query-parts.ts";
import { sigv2QueryParts, sigv2QueryStringToSign } from "../sigv4/sigv2-query-parts.ts";
import type { TextSupposition } from "./rule.ts";

/** Every single change, the frequent ones first. */
export function* sigv2QueryVariations(
  request: CapturedRequest,
  claim: SigV2Claim,
): Generator<TextSupposition> {
  const base = sigv2QueryParts(request, claim);
  const method = claim.algorithm === "HmacSHA1" ? "HmacSHA1" : "HmacSHA256";
  const text = sigv2QueryStringToSign(base);
  const plain = (
    part: string,
    from: string,
    to: string,
    changed: Partial<SigV2QueryParts>,
  ): TextSupposition =>
    supposition(part, from, to, { text: sigv2QueryStringToSign({ ...base, ...changed }), method });
  for (const host of hosts(request, base)) yield plain("host line", base.host, host, { host });
  for (const path of [base.path.replace(/\/$/, ""), `${base.path}/`, "/", ""])
    if (path !== base.path) yield plain("path line", base.path, path, { path });
  for (const other of ["GET", "POST"])
    if (other !== base.method) yield plain("method line", base.method, other, { method: other });
  for (const [how, changed] of queryTexts(base))
    yield supposition("parameters line", "sorted and encoded", how, {
      text: withQuery(text, changed),
      method,
    });
  const other = method === "HmacSHA1" ? "HmacSHA256" : "HmacSHA1";
  yield supposition("HMAC", method, other, { text, method: other });
}

function supposition(part: string, from: string, to: string, signed: SignedText): TextSupposition {
  return {
    changes: [{ part, from, to }],
    signed,
    detail: `The ${part} was signed as "${to}"; the service reads "${from}".`,
  };
}

function* hosts({ authority, scheme }: CapturedRequest, { host }: SigV2QueryParts): Generator<string> {
  const name = host.replace(/:\d*$/, "");
  const port = scheme === "https" ? "443" : "80";
  const all = [authority, name, `${name}:${port}`, authority.toUpperCase()];
  yield* new Set(all.filter((one) => one !== host));
}

/** The line of the parameters in other spellings. */
function* queryTexts({ parameters }: SigV2QueryParts): Generator<readonly [how: string, text: string]> {
  const encoded = parameters.map(([name, value]) => [percentEncode(name), percentEncode(value)] as const);
  const joined = (pairs: readonly (readonly [string, string])[]): string =>
    pairs.map(([name, value]) => `${name}=${value}`).join("&");
  const sorted = [...encoded].sort(([a], [b]) => byCodeUnit(a, b));
  const plain = joined(sorted);
  yield ["in the order sent", joined(encoded)];
  yield [
    "sorted without regard to case",
    joined([...encoded].sort(([a], [b]) => byCodeUnit(a.toLowerCase(), b.toLowerCase()))),
  ];
  yield ["blanks as +", plain.replaceAll("%20", "+")];
  yield ["* not encoded", plain.replaceAll("%2A", "*")];
  yield ["blanks as + and * not encoded", plain.replaceAll("%20", "+").replaceAll("%2A", "*")];
  yield ["~ as %7E", plain.replaceAll("~", "%7E")];
  yield ["hexadecimal in small letters", plain.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())];
  yield [": not encoded", plain.replaceAll("%3A", ":")];
  yield ["not encoded", joined([...parameters].sort(([a], [b]) => byCodeUnit(a, b)))];
}

function withQuery(text: string, query: string): string {
  return [...text.split("\n").slice(0, 3), query].join("\n");
}
