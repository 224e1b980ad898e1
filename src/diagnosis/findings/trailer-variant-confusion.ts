// The payload token and the body's framing speak of different variants: signed chunks, unsigned chunks, trailers, or no framing at all.
import { headerValue } from "../../http/raw-headers.ts";
import type { StreamVerification } from "../../sigv4/stream-verification.ts";
import { payloadTokens } from "../../sigv4/terms.ts";
import { chunkedExample } from "../example-chunked.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { departureWeight } from "../stream-words.ts";

export const trailerVariantConfusion: FindingRule = {
  id: "trailer-variant-confusion",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 4,
  title: "The payload token names another form of upload than the body has",
  why: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD promises signed chunks, the same with -TRAILER a signed trailer too, and STREAMING-UNSIGNED-PAYLOAD-TRAILER chunks without signatures. Who sends or passes on another body makes the server wait for signatures that never come, or store the framing as data.",
  fix: "Frame the body as x-amz-content-sha256 says, or name the form the body has and sign that; a proxy that decodes aws-chunked has to change the token, the encoding and the lengths and sign again.",
  wrongFix: "Do not only strip the framing on the way: the token is part of the signature.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html",
  example: () =>
    chunkedExample({
      framed: (body) => body.replace(/;chunk-signature=[0-9a-f]{64}/g, ""),
    }),
  inspect: (context) => observations(context),
  suppose: (context) => suppositions(context),
};

function observations(context: RuleContext): Observation[] {
  const severity = departureWeight(context);
  if (!context.isS3 || severity === null) return [];
  const seen = context.stream ? contradiction(context.stream) : strayFraming(context);
  if (!seen) return [];
  return [context.stream ? { ...seen, severity } : { ...seen, severity: "warning" }];
}

function contradiction({ token, asks, announced, upload, whole }: StreamVerification): Observation | null {
  if (!upload) return null;
  const { framing, signedChunks, firstUnsigned, trailers } = upload;
  const evidence = { token, chunks: framing.chunkCount, signedChunks, trailers: trailers.length };
  const [fault] = framing.faults;
  if (framing.chunkCount === 0 && fault?.reason === "size-line-unreadable" && fault.chunk === 0)
    return { detail: `x-amz-content-sha256 is ${token}, and the body is not framed at all.`, evidence };
  if (asks.signatures && firstUnsigned !== null)
    return {
      detail: `x-amz-content-sha256 is ${token}, which promises a signature with every chunk; chunk ${firstUnsigned} (chunks count from 0) has none.`,
      evidence,
    };
  const broken = framing.faults.find(
    ({ reason }) => reason === "size-line-unreadable" || reason === "data-longer-than-size",
  );
  if (!asks.signatures && broken)
    return {
      detail: `The framing breaks at byte ${broken.offset} of the body, behind chunk ${Math.max(broken.chunk - 1, 0)} or in chunk ${broken.chunk} (chunks count from 0): sizes and bytes do not fit.`,
      evidence: { ...evidence, reason: broken.reason, offset: broken.offset },
    };
  if (!asks.signatures && signedChunks > 0)
    return {
      detail: `x-amz-content-sha256 is ${token}, which stands for unsigned chunks; ${signedChunks} of ${framing.chunkCount} chunks carry a signature.`,
      evidence,
    };
  if (!asks.trailers && trailers.length > 0)
    return {
      detail: `x-amz-content-sha256 is ${token}, without -TRAILER; a trailer follows all the same.`,
      evidence,
    };
  if (asks.trailers && whole && framing.closed && announced.length === 0 && trailers.length === 0)
    return {
      detail: `x-amz-content-sha256 is ${token}; x-amz-trailer names none, and no trailer follows.`,
      evidence,
    };
  return null;
}

const framedStart = /^[0-9a-fA-F]{1,8}(?:;chunk-signature=[0-9a-f]{64})?\r\n/;

/** Framing that the token does not speak of is stored as if it were data. */
function strayFraming({ request, envelope }: RuleContext): Observation | null {
  const coding = headerValue(request.headers, "content-encoding") ?? "";
  if (envelope === null || !/(?:^|,)\s*aws-chunked\s*(?:,|$)/i.test(coding)) return null;
  const start = String.fromCharCode(...(request.body.content?.subarray(0, 200) ?? []));
  if (!framedStart.test(start)) return null;
  const sent = headerValue(request.headers, "x-amz-content-sha256")?.slice(0, 100) ?? null;
  return {
    detail: `The body is in aws-chunked framing, and x-amz-content-sha256 ${sent === null ? "is not sent" : `is "${sent}"`}: the framing would be stored as data.`,
    evidence: { token: sent },
  };
}

/** The token was another one when the request was signed. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { input, request } = context;
  const sent = headerValue(request.headers, "x-amz-content-sha256")?.trim() ?? "";
  const coding = headerValue(request.headers, "content-encoding") ?? "";
  if (!context.isS3 || (!sent.startsWith("STREAMING-") && !/aws-chunked/i.test(coding))) return;
  for (const token of payloadTokens) {
    if (token === input.payloadHash) continue;
    const headers = input.headers.map((header) =>
      header.name === "x-amz-content-sha256" ? { ...header, value: token } : header,
    );
    const changes = [{ part: "x-amz-content-sha256", from: input.payloadHash, to: token }];
    const detail = `The request was signed with x-amz-content-sha256 ${token}; it arrived with ${input.payloadHash}.`;
    yield { changes, request: { payloadHash: token, headers }, detail };
    yield { changes, request: { payloadHash: token }, detail };
  }
}
