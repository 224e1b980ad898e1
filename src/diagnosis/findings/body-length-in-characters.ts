// Content-Length counts characters, so the service reads only the first bytes of the body.
import { sha256Hex } from "../../http/digest.ts";
import { latin1, latin1Bytes, wholeBody } from "../../http/http-message.ts";
import { headerValue } from "../../http/raw-headers.ts";
import { characterCounts } from "../body-cuts.ts";
import { bodyVariants } from "../body-variants.ts";
import { signedExample, withHeader } from "../example.ts";
import { differenceObservation, payloadDifference } from "../payload-difference.ts";
import { bodySuppositions, payloadIsHashed, signedPayloads } from "../payload-variations.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { headerSupposition, signedValue } from "../variations.ts";

export const bodyLengthInCharacters: FindingRule = {
  id: "body-length-in-characters",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "Content-Length counts characters instead of bytes, so the end of the body is lost",
  why: "A letter such as ü is one character and two bytes in UTF-8. With the length of the string as Content-Length the service reads too few bytes, and hashes those.",
  fix: "Take Content-Length from the bytes (Buffer.byteLength(text), len(text.encode())), or leave the header to the HTTP library.",
  wrongFix: "Do not pad the body until the lengths agree.",
  spec: "observed: public threads aws-samples/sigv4-signing-examples#13, aws/aws-sdk-js#2776, totemstech/node-dynamodb#11",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://dynamodb.us-east-1.amazonaws.com/",
      service: "dynamodb",
      body: '{"City":"M\u00c3\u00bcnchen"}',
      sent: (request) => ({
        ...withHeader(request, "Content-Length", "18"),
        body: wholeBody(latin1Bytes('{"City":"M\u00c3\u00bcnchen"')),
      }),
    }),
  onlyWhen: "payload differs",
  inspect: (context) => observations(context),
  suppose: (context) => suppositions(context),
  alter: (context) => alterations(context),
};

function observations(context: RuleContext): Observation[] {
  const found = payloadDifference(context);
  if (found) return found.cause === "length" ? [differenceObservation(context, found)] : [];
  const { body } = context.request;
  return body.surplus && body.content ? countedInCharacters(context, body.content, body.surplus) : [];
}

/** More bytes follow than Content-Length says, and it is the number of characters of them all. */
function countedInCharacters(context: RuleContext, content: Uint8Array, surplus: Uint8Array): Observation[] {
  const whole = latin1(content) + latin1(surplus).replace(/\r?\n$/, "");
  const length = headerValue(context.request.headers, "content-length")?.trim();
  if (!characterCounts(whole).some((count) => String(count) === length)) return [];
  const detail = `Content-Length is ${length}, the number of characters; the body has ${whole.length} bytes.`;
  return [{ detail, evidence: { contentLength: Number(length), bodyBytes: whole.length } }];
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { body } = context.request;
  if (payloadIsHashed(context))
    for (const variant of bodyVariants(body, context.bodyTools, "length"))
      yield* bodySuppositions(
        context,
        variant,
        `A body of ${variant.bytes} bytes was signed, and one of ${body.bytes} bytes arrived: ${variant.difference}.`,
      );
  yield* signedCounts(context);
}

/** Content-Length signed as the number of characters, and written anew by the HTTP library. */
function* signedCounts(context: EnvelopeContext): Generator<Supposition> {
  const sent = signedValue(context, "content-length");
  const { content } = context.request.body;
  if (sent === null || !content || content.length > longest) return;
  for (const count of characterCounts(latin1(content)))
    if (sent !== "" && sent !== String(count))
      yield headerSupposition(
        context,
        "content-length",
        String(count),
        `The header content-length was signed as ${count}, the number of characters, and arrived as ${sent}.`,
      );
}

const longest = 1_048_576;

/** The server read as many bytes as the body has characters. */
function* alterations(context: EnvelopeContext): Generator<Supposition> {
  const { content, bytes } = context.request.body;
  if (!payloadIsHashed(context) || context.isS3 || !content || content.length > longest) return;
  for (const count of characterCounts(latin1(content)))
    yield* signedPayloads(
      context,
      { line: sha256Hex(content.subarray(0, count)), bytes: count },
      `A body of ${bytes} bytes left here, and the server read the first ${count}: as many as it has characters.`,
    );
}
