// A body was sent, and the hash of nothing or of an accident was signed.

import { sha256Hex } from "../../http/digest.ts";
import { latin1 } from "../../http/http-message.ts";
import { headerValue } from "../../http/raw-headers.ts";
import { payloadTokens, unsignedPayload } from "../../sigv4/terms.ts";
import { accidentalBodies, emptyBodies } from "../accidental-bodies.ts";
import { signedExample } from "../example.ts";
import { otherHashTexts } from "../hash-text.ts";
import { lateAfter } from "../long-tail.ts";
import { payloadSupposition } from "../part-variations.ts";
import { reportedPayload } from "../payload-answers.ts";
import {
  differenceObservation,
  expectsNoBody,
  payloadDifference,
  shownAccident,
} from "../payload-difference.ts";
import { signedPayloads } from "../payload-variations.ts";
import { pythonText } from "../python-text.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { hashOfNothing } from "../text-signs-payload.ts";

export const payloadHashOfEmptyOrOther: FindingRule = {
  id: "payload-hash-of-empty-or-other",
  aliases: [
    {
      id: "payload-header-ignored-by-service",
      toldApartBy: "nothing on the wire: outside S3 the header's hash is not read",
    },
  ],
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 10,
  title: "A body was sent, but the hash of an empty text or of something else was signed",
  why: "The signer ran before the body was set, or was given another field than the HTTP library sends (data against body), so it hashed nothing or a placeholder.",
  fix: "Hand the signer the very bytes that are sent as the body, and sign after the body is set.",
  wrongFix: "Do not leave the body out of the signer's input because it is large: hash it as a stream.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://dynamodb.us-east-1.amazonaws.com/",
      service: "dynamodb",
      body: '{"TableName":"reports"}',
      signedInput: (input) => ({
        ...input,
        payloadHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      }),
    }),
  onlyWhen: "payload differs",
  inspect: (context) => observations(context),
  readAnswer: (context) => reportedPayload(context, "accident", observations),
  suppose: (context) => lateAfter(suppositions(context), 10),
  readTexts: hashOfNothing,
};

function observations(context: RuleContext): Observation[] {
  const found = payloadDifference(context);
  return found?.cause === "accident" ? [differenceObservation(context, found)] : [];
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (context.envelope.form === "presigned-url") return;
  if (context.request.body.bytes > 0) yield* accidents(context);
  yield* tokens(context);
  if (context.request.body.bytes > 0) yield* otherTexts(context);
}

function* accidents(context: EnvelopeContext): Generator<Supposition> {
  const { body } = context.request;
  const nowhere = expectsNoBody(context) ? emptyBodies : [];
  const sent = headerValue(context.request.headers, "x-amz-content-sha256")?.trim();
  for (const text of accidentalBodies) {
    if (nowhere.includes(text)) continue;
    if (sha256Hex(text) === body.sha256Hex) continue;
    const line = sha256Hex(text);
    const detail = `The hash of ${shownAccident(text)} was signed, and a body of ${body.bytes} bytes was sent.`;
    const ignored = !context.isS3 && line === sent;
    for (const supposed of signedPayloads(context, { line, bytes: text.length }, detail))
      yield ignored
        ? { ...supposed, evidence: { alsoPossible: ["payload-header-ignored-by-service"] } }
        : supposed;
  }
}

/** A token in place of the hash, or the hash in place of a token. */
function* tokens(context: EnvelopeContext): Generator<Supposition> {
  const { body } = context.request;
  const { payloadHash } = context.input;
  if (payloadHash !== unsignedPayload) {
    const detail = context.isS3
      ? `${unsignedPayload} was signed as the payload, and x-amz-content-sha256 says ${payloadHash}.`
      : `${unsignedPayload} was signed as the payload, and the service hashes the body.`;
    yield* signedPayloads(context, { line: unsignedPayload, bytes: null }, detail);
  }
  yield payloadSupposition(context, "", "No payload hash at all was signed.");
  if (
    body.sha256Hex === payloadHash ||
    !(/^[0-9a-f]{64}$/.test(payloadHash) || payloadTokens.includes(payloadHash))
  )
    return;
  const named = headerValue(context.request.headers, "x-amz-content-sha256")?.trim();
  const wanted =
    named === payloadHash
      ? `x-amz-content-sha256 says ${payloadHash}`
      : `the service takes ${payloadHash} as the payload`;
  const detail = `The hash of ${body.bytes === 0 ? "nothing" : "the body"} was signed, and ${wanted}.`;
  yield* signedPayloads(context, { line: body.sha256Hex, bytes: body.bytes }, detail);
}

/** The hash written or made in another way, of the right body or of its name. */
function* otherTexts(context: EnvelopeContext): Generator<Supposition> {
  const { body } = context.request;
  for (const text of [...otherHashTexts(body.sha256Hex), sha256Hex(body.sha256Hex)])
    yield payloadSupposition(
      context,
      text,
      "The payload line was the hash of the body in another form than lower-case hex.",
    );
  for (const text of names(context))
    yield payloadSupposition(
      context,
      sha256Hex(text),
      `The hash of ${JSON.stringify(text)} was signed in place of the body's.`,
    );
  const content = body.content && body.content.length <= 65_536 ? latin1(body.content) : "";
  const printed = pythonText(content);
  if (printed !== null)
    yield payloadSupposition(
      context,
      sha256Hex(printed),
      "The hash of the object as Python prints it was signed.",
    );
  if (content !== "" && body.bytes <= 1024)
    yield payloadSupposition(context, content, "The body itself was signed in place of its hash.");
}

/** File and path names that are hashed in place of the file. */
function names(context: EnvelopeContext): Set<string> {
  const { path } = context.target;
  const last = path.slice(path.lastIndexOf("/") + 1);
  const candidates = [
    last,
    decoded(last),
    path,
    decoded(path),
    context.request.target,
    context.request.method,
  ];
  return new Set(candidates.filter((text) => text !== ""));
}

function decoded(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
