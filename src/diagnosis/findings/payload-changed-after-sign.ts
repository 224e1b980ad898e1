// The body that arrived is not the body whose hash was signed.

import { emptySha256Hex } from "../../http/digest.ts";
import { latin1, latin1Bytes, wholeBody } from "../../http/http-message.ts";
import { headerValue } from "../../http/raw-headers.ts";
import { canonicalQuery, queryParameters } from "../../sigv4/canonical-query.ts";
import { accidentalBody } from "../accidental-bodies.ts";
import { bodyVariants } from "../body-variants.ts";
import { signedExample } from "../example.ts";
import { looksLikeForm } from "../form-spellings.ts";
import { hexOfBase64 } from "../hash-text.ts";
import { lateAfter } from "../long-tail.ts";
import { reportedPayload } from "../payload-answers.ts";
import { differenceObservation, payloadDifference } from "../payload-difference.ts";
import { bodySuppositions, payloadIsHashed, signedPayloads } from "../payload-variations.ts";
import { earlierAttempts } from "../related-requests.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { shownQuery } from "../shown-values.ts";
import { hashOfOther } from "../text-signs-payload.ts";

export const payloadChangedAfterSign: FindingRule = {
  id: "payload-changed-after-sign",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 11,
  title: "The body that was sent is not the body that was signed",
  why: "The hash of the body is part of the signature. Compression, writing JSON again, template variables, line ends or a file that changes on disk alter the body after it was hashed.",
  fix: "Serialise and compress the body first, hash exactly those bytes, and send them untouched; move interceptors that change the body before the signer.",
  wrongFix:
    "Do not switch to UNSIGNED-PAYLOAD to hide it: the body would still be another one than you meant.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      body: '{"year": 2026}',
      sent: (request) => ({ ...request, body: wholeBody(latin1Bytes('{"year":2026}\n')) }),
    }),
  onlyWhen: "payload differs",
  inspect: (context) => observations(context),
  readAnswer: (context) => reportedPayload(context, "changed", observations),
  suppose: (context) => lateAfter(suppositions(context), 20),
  alter: (context) => lateAfter(alterations(context), 6),
  ownsPayload: (line) => /^[0-9a-f]{64}$/.test(line),
  readTexts: hashOfOther,
};

function observations(context: RuleContext): Observation[] {
  const found = payloadDifference(context);
  return found?.cause === "changed" ? [differenceObservation(context, found)] : [];
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (!payloadIsHashed(context)) return;
  yield* lostInRetry(context);
  yield* namedHashes(context);
  for (const variant of bodyVariants(context.request.body, context.bodyTools, "changed"))
    yield* bodySuppositions(
      context,
      variant,
      `The body that was signed is not the one that arrived: ${variant.difference}.`,
    );
  yield* fieldsFromQuery(context);
}

/** Hashes of the signed body that the request itself carries: in x-amz-content-sha256, a checksum or a digest. */
function* namedHashes(context: EnvelopeContext): Generator<Supposition> {
  const { headers } = context.request;
  const claimed = headerValue(headers, "x-amz-content-sha256")?.trim() ?? "";
  const named: [string, string | null][] = [
    ["x-amz-content-sha256", /^[0-9a-f]{64}$/.test(claimed) ? claimed : null],
    ["x-amz-checksum-sha256", hexOfBase64(headerValue(headers, "x-amz-checksum-sha256") ?? "")],
    ["digest", digest(headerValue(headers, "digest"))],
    ["content-digest", digest(headerValue(headers, "content-digest"))],
    ["repr-digest", digest(headerValue(headers, "repr-digest"))],
  ];
  for (const [name, hash] of named) {
    if (hash === null || accidentalBody(hash) !== null) continue;
    const detail = `The payload was signed with the hash of ${name}, ${hash}; the body that arrived has another.`;
    yield* signedPayloads(context, { line: hash, bytes: null }, detail);
  }
}

/** A retry whose body was read to its end by the first attempt: the signature is of the body, and nothing is sent. */
function* lostInRetry(context: EnvelopeContext): Generator<Supposition> {
  if (context.request.body.bytes > 0) return;
  for (const { request } of earlierAttempts(context)) {
    if (request.body.bytes === 0) continue;
    const detail = `The same signature was sent before with a body of ${request.body.bytes} bytes, and now without one.`;
    yield* signedPayloads(context, { line: request.body.sha256Hex, bytes: request.body.bytes }, detail);
  }
}

function digest(value: string | undefined): string | null {
  const found = /(?:^|[,\s])sha-256=:?([A-Za-z0-9+/]{43}=):?/i.exec(value ?? "")?.[1];
  return found === undefined ? null : hexOfBase64(found);
}

/** Parameters signed as a query of the URL and sent as a form. */
function* fieldsFromQuery(context: EnvelopeContext): Generator<Supposition> {
  const { content } = context.request.body;
  if (context.isS3 || !content || content.length > 65_536 || context.envelope.form !== "authorization-header")
    return;
  const form = latin1(content);
  if (!looksLikeForm(form) || context.input.canonicalQuery !== "") return;
  const query = canonicalQuery(queryParameters(form));
  yield {
    changes: [
      { part: "query", from: "", to: shownQuery(query) },
      { part: "payload hash", from: context.input.payloadHash, to: emptySha256Hex },
    ],
    request: { canonicalQuery: query, payloadHash: emptySha256Hex },
    detail: "The parameters were signed as a query and sent as the body.",
  };
}

/** The body was changed between here and the service. */
function* alterations(context: EnvelopeContext): Generator<Supposition> {
  const { body } = context.request;
  if (!payloadIsHashed(context) || context.isS3) return;
  if (body.bytes > 0)
    yield* signedPayloads(
      context,
      { line: emptySha256Hex, bytes: 0 },
      `A body of ${body.bytes} bytes left here, and the server read none.`,
    );
  for (const variant of bodyVariants(body, context.bodyTools, "changed"))
    yield* bodySuppositions(
      context,
      variant,
      `A body of ${body.bytes} bytes left here, and the server read ${variant.bytes} bytes with the hash ${variant.sha256Hex}.`,
    );
}
