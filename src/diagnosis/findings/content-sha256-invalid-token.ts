// x-amz-content-sha256 is neither a hash in lower-case hex nor one of the tokens S3 knows.
import { headerValue } from "../../http/raw-headers.ts";
import { payloadTokens, unsignedPayload } from "../../sigv4/terms.ts";
import { signedExample, withHeader } from "../example.ts";
import { hexOfBase64, otherHashTexts } from "../hash-text.ts";
import { reportedPayload } from "../payload-answers.ts";
import { needsPayloadHeader } from "../payload-header.ts";
import { signedPayloads } from "../payload-variations.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { hashUnreadable } from "../text-signs-payload.ts";

export const contentSha256InvalidToken: FindingRule = {
  id: "content-sha256-invalid-token",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 6,
  title: "x-amz-content-sha256 is neither a SHA-256 in lower-case hex nor a token that S3 knows",
  why: "S3 takes 64 lower-case hex digits, UNSIGNED-PAYLOAD or one of the STREAMING- tokens, and nothing else: no base64, no capitals, no empty value.",
  fix: "Write the hash as lower-case hex (hexdigest, digest('hex')), or exactly one of the tokens, and sign that value.",
  wrongFix: "Do not send the base64 of the hash: that form belongs into the x-amz-checksum headers.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      signedInput: (input) => ({
        ...input,
        payloadHash: base64OfEmpty,
        headers: input.headers.map((header) =>
          header.name === "x-amz-content-sha256" ? { ...header, value: base64OfEmpty } : header,
        ),
      }),
      sent: (request) => withHeader(request, "X-Amz-Content-Sha256", base64OfEmpty),
    }),
  inspect: (context) => observations(context),
  readAnswer: (context) => reportedPayload(context, "invalid", observations),
  suppose: (context) => suppositions(context),
  readTexts: hashUnreadable,
};

const base64OfEmpty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const hexPattern = /^[0-9a-f]{64}$/;

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (!needsPayloadHeader(context)) return found;
  const value = invalidValue(context);
  if (value === null) return found;
  const form = hexOf(value) === null ? "" : " It is the hash in another text form.";
  found.push({
    detail: `x-amz-content-sha256 is "${value.slice(0, 100)}".${form}`,
    evidence: { value: value.slice(0, 100) },
  });
  return found;
}

/** The header holds another form of the hash than the one that was signed, or the reverse. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const value = invalidValue(context);
  const { body } = context.request;
  if (value === null) {
    if (context.isS3 && hexPattern.test(context.input.payloadHash)) yield* otherForms(context);
    return;
  }
  for (const hash of new Set([hexOf(value), body.sha256Hex, value.toUpperCase(), unsignedPayload, ""])) {
    if (hash === null || hash === context.input.payloadHash) continue;
    const detail = `The payload was signed as "${hash}", and x-amz-content-sha256 is "${value.slice(0, 100)}".`;
    yield* signedPayloads(context, { line: hash, bytes: body.bytes }, detail);
  }
}

/** S3 was sent the hash as it should be, and it was signed in another form. */
function* otherForms(context: EnvelopeContext): Generator<Supposition> {
  for (const line of otherHashTexts(context.input.payloadHash)) {
    const detail = `The payload was signed as ${JSON.stringify(line.slice(0, 100))}, and x-amz-content-sha256 is ${context.input.payloadHash}.`;
    yield* signedPayloads(context, { line, bytes: null }, detail);
  }
}

function invalidValue(context: RuleContext): string | null {
  const sent = headerValue(context.request.headers, "x-amz-content-sha256");
  if (sent === undefined) return null;
  const value = sent.trim();
  return hexPattern.test(value) || payloadTokens.includes(value) ? null : value;
}

/** The hash in lower-case hex where the value is base64 or capitals of one. */
function hexOf(value: string): string | null {
  if (/^[0-9A-Fa-f]{64}$/.test(value)) return value.toLowerCase();
  return hexOfBase64(value);
}
