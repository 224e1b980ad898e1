// What a client may have signed in place of the policy it posts.
import { amzDate, isoDate } from "../sigv4/amz-date.ts";
import { percentDecode } from "../sigv4/percent-encoding.ts";
import type { PostClaim } from "../sigv4/post-claim.ts";
import { decodedPolicy, parsePostPolicy } from "../sigv4/post-policy.ts";
import type { SignedText, TextMethod } from "../sigv4/signed-text.ts";
import type { TextSupposition } from "./rule.ts";

/** The texts and ways of signing that are tried at first. */
export function* postTexts(claim: PostClaim): Generator<TextSupposition> {
  const { policy, version } = claim;
  if (policy === null) return;
  const method: TextMethod = version === 2 ? "HmacSHA1" : "AWS4-HMAC-SHA256";
  const spellings = [...policySpellings(policy)];
  for (const [how, text] of spellings) yield supposition(how, { text, method });
  for (const [how, signed] of methods(policy, version)) {
    yield supposition(how, signed);
    for (const [spelling, text] of spellings) yield supposition(`${spelling}, ${how}`, { ...signed, text });
  }
}

/** The policy made anew some seconds earlier or later, its expiration and perhaps its x-amz-date moved along. */
export function* laterPolicies(claim: PostClaim): Generator<TextSupposition> {
  const policy = claim.policy === null ? null : parsePostPolicy(claim.policy);
  if (policy === null || "refusal" in policy) return;
  const { json, expiration, expirationEpochMs } = policy;
  const method: TextMethod = claim.version === 2 ? "HmacSHA1" : "AWS4-HMAC-SHA256";
  for (const seconds of shifts()) {
    const moved = spelledLike(expiration, expirationEpochMs + seconds * 1000);
    const text = json.replace(expiration, moved);
    const detail = `The signature belongs to a policy that expires at ${moved}; the one posted expires at ${expiration}.`;
    const changes = [{ part: "expiration in the policy", from: expiration, to: moved }];
    yield { changes, detail, signed: { text: btoa(text), method } };
    const date = dateMoved(claim.amzDate, seconds);
    if (date === null || claim.amzDate === null) continue;
    const both = text.replaceAll(claim.amzDate, date);
    yield {
      changes: [...changes, { part: "x-amz-date in the policy", from: claim.amzDate, to: date }],
      detail,
      signed: { text: btoa(both), method },
    };
  }
}

function supposition(how: string, signed: SignedText): TextSupposition {
  return {
    changes: [{ part: "policy", from: "as posted", to: how }],
    detail: `What was signed is ${how}, and S3 signs the policy field as it is posted.`,
    signed,
    evidence: { signed: how },
  };
}

/** Other spellings of the same policy. Not one of them may stand in a finding. */
function* policySpellings(policy: string): Generator<readonly [how: string, text: string]> {
  const unwrapped = policy.replace(/[\r\n \t]+/g, "");
  if (unwrapped !== policy) yield ["the policy without its line ends", unwrapped];
  for (const [width, end] of wrappings) {
    const wrapped = unwrapped.replace(new RegExp(`(.{${width}})(?=.)`, "g"), `$1${end}`);
    for (const text of [wrapped, `${wrapped}${end}`])
      if (text !== policy) yield ["the policy with line ends in its base64", text];
  }
  yield ["the policy with a line end behind it", `${unwrapped}\n`];
  const urlSafe = unwrapped.replaceAll("+", "-").replaceAll("/", "_");
  for (const text of [urlSafe, urlSafe.replace(/=+$/, "")])
    if (text !== policy) yield ["the policy in URL-safe base64", text];
  if (unwrapped.endsWith("="))
    yield ["the policy without the padding of its base64", unwrapped.replace(/=+$/, "")];
  if (policy.includes("%")) yield ["the policy with its percent-encoding undone", percentDecode(policy)];
  const json = decodedPolicy(policy);
  if (json === null) return;
  yield ["the policy's JSON, not its base64", json];
  yield ["the policy encoded in base64 twice", btoa(unwrapped)];
  for (const text of jsonSpellings(json)) yield ["the policy with its JSON written another way", btoa(text)];
}

const wrappings: readonly (readonly [number, string])[] = [
  [60, "\n"],
  [64, "\n"],
  [76, "\n"],
  [76, "\r\n"],
  [64, "\r\n"],
];

function jsonSpellings(json: string): string[] {
  const found = new Set<string>([
    json.trim(),
    `${json.trim()}\n`,
    json.replace(/\r\n/g, "\n"),
    json.replace(/\r?\n/g, "\r\n"),
  ]);
  try {
    const value: unknown = JSON.parse(json);
    const plain = JSON.stringify(value);
    found.add(plain);
    found.add(plain.replaceAll("/", "\\/"));
    for (const indent of [1, 2, 4, "\t"]) found.add(JSON.stringify(value, null, indent));
    found.add(
      JSON.stringify(value, null, 1)
        .replace(/\n\s*/g, " ")
        .replace(/([[{]) /g, "$1")
        .replace(/ ([\]}])/g, "$1"),
    );
  } catch {
    // What is no JSON has no other spelling.
  }
  found.delete(json);
  // An escape may stand for a character that is no byte.
  return [...found].filter((text) => [...text].every((character) => character.charCodeAt(0) < 256));
}

function* methods(policy: string, version: 4 | 2): Generator<readonly [how: string, signed: SignedText]> {
  const all: readonly (readonly [string, SignedText])[] = [
    ["by HMAC-SHA1 under the secret, as in Version 2", { text: policy, method: "HmacSHA1" }],
    ["by HMAC-SHA1 under the secret, in hexadecimal", { text: policy, method: "HmacSHA1", written: "hex" }],
    [
      "by HMAC-SHA256 under the secret instead of a signing key",
      { text: policy, method: "HmacSHA256", written: "hex" },
    ],
    ["by HMAC-SHA256 under the secret, in base64", { text: policy, method: "HmacSHA256" }],
    ["right, but written in base64", { text: policy, method: "AWS4-HMAC-SHA256", written: "base64" }],
  ];
  const own = version === 2 ? "HmacSHA1" : "AWS4-HMAC-SHA256";
  for (const one of all) {
    const [, { method, written }] = one;
    if (method === "AWS4-HMAC-SHA256" && version === 2) continue;
    if (method === own && written === undefined) continue;
    yield one;
  }
}

/** Up to ten minutes to either side, the near ones first; then whole hours. */
function* shifts(): Generator<number> {
  for (let seconds = 1; seconds <= 600; seconds += 1) {
    yield seconds;
    yield -seconds;
  }
  for (let hours = 1; hours <= 24; hours += 1) {
    yield hours * 3600;
    yield -hours * 3600;
  }
}

function spelledLike(sample: string, atEpochMs: number): string {
  const fraction = /\.\d+(?=Z$)/.exec(sample)?.[0] ?? "";
  return /^\d{8}T/.test(sample) ? amzDate(atEpochMs) : isoDate(atEpochMs).replace("Z", `${fraction}Z`);
}

function dateMoved(date: string | null, seconds: number): string | null {
  const found = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(date ?? "");
  if (!found) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  return amzDate(Date.UTC(year, month - 1, day, hour, minute, second) + seconds * 1000);
}
