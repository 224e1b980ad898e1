// Parts of another request of the same client went into the signature: the signer is shared between threads and not safe for that.

import { parseAmzDate } from "../../sigv4/amz-date.ts";
import type { CanonicalInput } from "../../sigv4/canonical-request.ts";
import { accidentalBody } from "../accidental-bodies.ts";
import { signedExample } from "../example.ts";
import { requestMarks } from "../exchange-marks.ts";
import { lateAfter } from "../long-tail.ts";

import type { RelatedExchange } from "../related-exchange.ts";
import { inputChanges, otherInput, sameSignature, underWayTogether } from "../related-requests.ts";
import type { Change, EnvelopeContext, FindingRule, Supposition, TextChange } from "../rule.ts";

export const signerRace: FindingRule = {
  id: "signer-race",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 5,
  title: "The signature was made with parts of another request of the same client",
  why: "A signer, date formatter, MAC or request object is used by several threads at once and is not made for that. Now and then one request gets another one's date, path or body hash into its signature.",
  fix: "Give each thread or request its own signer, formatter and MAC (SimpleDateFormat, Mac and MessageDigest of Java are not thread-safe), or use the SDK's client, which is.",
  wrongFix: "Do not retry until it works: now and then a request with another one's content would pass.",
  spec: "observed: public threads boto/botocore#468, aws/aws-sdk-cpp#592, aws/aws-sdk-cpp#1072",
  example: () => {
    const url = "https://dynamodb.us-east-1.amazonaws.com/";
    const base = { method: "POST", url, service: "dynamodb" };
    const other = signedExample({ ...base, body: '{"TableName":"orders"}', date: "20260102T030404Z" });
    const mixed = signedExample({
      ...base,
      body: '{"TableName":"reports"}',
      signedInput: (input) => ({ ...input, payloadHash: other.request.body.sha256Hex }),
    });
    return { ...mixed, related: [{ id: "other", distance: -1, request: other.request, response: null }] };
  },
  suppose: (context) => lateAfter(suppositions(context), 3 * width),
};

/** Other requests that are looked at. */
const width = 8;

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (context.related.length === 0) return;
  const others = [...mixedUp(context), ...underWayTogether(context)].slice(0, width);
  // One kind of mixture over all neighbours before the next kind.
  const kinds = others.map((other) => mixtures(context, other));
  for (let at = 0; kinds.some((list) => at < list.length); at += 1) {
    for (const list of kinds) {
      const supposition = list[at];
      if (supposition) yield supposition;
    }
  }
}

/** Other requests under this very signature: it was handed to two of them. */
function mixedUp(context: EnvelopeContext): readonly RelatedExchange[] {
  const { authority, target, method, body } = context.request;
  return sameSignature(context).filter(
    ({ request }) =>
      request.authority === authority &&
      (request.method !== method ||
        request.body.sha256Hex !== body.sha256Hex ||
        !sameAddress(request.target, target)),
  );
}

/** One target is the other with something before or behind it: one request captured before and after a proxy that rewrote it. */
function sameAddress(one: string, two: string): boolean {
  return [
    [one, two],
    [two, one],
  ].some(([long = "", short = ""]) => long.endsWith(short) || long.startsWith(short));
}

function mixtures(context: EnvelopeContext, other: RelatedExchange): Supposition[] {
  const made: Supposition[] = [];
  const clock = otherClock(context, other);
  const theirs = otherInput(context, other);
  for (const request of inputMixtures(context.input, theirs)) {
    const changes = inputChanges(context.input, request);
    if (!tellsOne(changes)) continue;
    // With the other's headers goes its date; the rest is combined with the date by the search.
    made.push(
      clock && request.headers === theirs.headers
        ? supposition(other, [...changes, ...clock.changes], request, clock.text)
        : supposition(other, changes, request),
    );
  }
  if (clock?.telling) made.unshift(supposition(other, clock.changes, {}, clock.text));
  return made;
}

/** Whether changes tell a certain request: many share a method, the root path, an empty query or body, or one header. */
function tellsOne(changes: readonly Change[]): boolean {
  const telling = changes.filter(({ part, to }) => {
    if (part === "method" || part.startsWith("header ")) return false;
    if (part === "payload hash") return /^[0-9a-f]{64}$/.test(to) && accidentalBody(to) === null;
    return to !== "" && to !== "/";
  });
  return telling.length > 0 || changes.filter(({ part }) => part.startsWith("header ")).length > 1;
}

/** Parts that may come from another request, alone and together. */
function inputMixtures(own: CanonicalInput, other: CanonicalInput): Partial<CanonicalInput>[] {
  const { payloadHash, canonicalUri, canonicalQuery, method, headers } = other;
  const address = { canonicalUri, canonicalQuery };
  const payloadHeaders = own.headers.map((header) =>
    header.name === "x-amz-content-sha256" ? { name: header.name, value: payloadHash } : header,
  );
  return [
    { payloadHash },
    { payloadHash, headers: payloadHeaders },
    { canonicalUri },
    { canonicalQuery },
    address,
    { ...address, method },
    { ...address, method, payloadHash },
    { headers },
    { headers, payloadHash },
    { headers, ...address, method },
    { headers, ...address, method, payloadHash },
  ];
}

function supposition(
  other: RelatedExchange,
  changes: readonly Change[],
  request: Partial<CanonicalInput>,
  text?: TextChange,
): Supposition {
  const side = other.distance < 0 ? "before" : "after";
  const detail = `The signature holds parts of another request of the same key, ${Math.abs(other.distance)} ${side} this one (${other.request.method} ${other.request.authority}).`;
  return {
    changes,
    ...(Object.keys(request).length > 0 ? { request } : {}),
    ...(text ? { text } : {}),
    detail,
    evidence: { otherExchange: other.id, distance: other.distance },
  };
}

function otherClock(
  context: EnvelopeContext,
  other: RelatedExchange,
): { readonly changes: readonly Change[]; readonly text: TextChange; readonly telling: boolean } | null {
  const date = requestMarks(other.request).amzDate;
  const own = context.envelope.amzDate;
  if (date === null || own === null || date === own) return null;
  return {
    changes: [{ part: "time in the string to sign", from: own, to: date }],
    text: { timestamp: date },
    // A clock that was read twice for one request gives dates a few seconds apart too.
    telling: Math.abs((parseAmzDate(date) ?? 0) - (parseAmzDate(own) ?? 0)) > readTwiceMs,
  };
}

/** Dates of one request that come from two looks at the clock are no further apart. */
const readTwiceMs = 10_000;
