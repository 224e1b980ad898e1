// A chunk of an aws-chunked upload is signed over the wrong predecessor, lines or bytes, or its bytes changed after signing.
import type { ChunkAnswer } from "../chunk-answer.ts";
import { chunkAnswer } from "../chunk-answer.ts";
import { chunkedExample } from "../example-chunked.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";
import { badSignatureObservations, departureWeight } from "../stream-words.ts";

export const chunkSignatureChain: FindingRule = {
  id: "chunk-signature-chain",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 8,
  title: "The signature of a chunk does not come out",
  why: "Every chunk is signed over the signature of the chunk before it, the hash of nothing and the hash of its own data. A chunk chained to the wrong signature, a missing line, a hash that takes in the line end, or a proxy that cuts or changes chunks breaks the chain.",
  fix: "Sign each chunk over AWS4-HMAC-SHA256-PAYLOAD, the time and scope of the request, the signature sent just before (the request's own for the first chunk), the SHA-256 of nothing and the SHA-256 of the data without its CR LF; pass the framed body on byte for byte.",
  wrongFix: "Do not change the Authorization header: the request's own signature is right.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html",
  example: () => chunkedExample({ signedChunk: ({ text, seed }) => ({ ...text, previous: seed }) }),
  onlyWhen: "streamed",
  inspect: (context) => observations(context),
  readAnswer: (context) => reported(context),
};

function observations(context: RuleContext): Observation[] {
  const seen = badSignatureObservations(context, "chain");
  return seen.length > 0 ? seen : brokenChunks(context);
}

/** Signed chunks whose sizes do not fit the bytes between them: behind that place no signature can be told. */
function brokenChunks(context: RuleContext): Observation[] {
  const { stream, isS3 } = context;
  const severity = departureWeight(context);
  const fault = stream?.upload?.framing.faults.find(({ reason }) => brokenReasons.has(reason));
  if (!isS3 || severity === null || !fault || !stream?.asks.signatures) return [];
  if (stream.upload?.signedChunks === 0 || stream.upload?.firstUnsigned !== null) return [];
  const detail = `The framing breaks at byte ${fault.offset} of the body, behind chunk ${Math.max(fault.chunk - 1, 0)} or in chunk ${fault.chunk} (chunks count from 0): sizes and bytes do not fit, as after a change or a new cut on the way.`;
  return [{ detail, evidence: { reason: fault.reason, index: fault.chunk, offset: fault.offset }, severity }];
}

const brokenReasons: ReadonlySet<string> = new Set(["size-line-unreadable", "data-longer-than-size"]);

function reported(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  if (context.answer.code !== "SignatureDoesNotMatch" || observations(context).length > 0) return [];
  const said = chunkAnswer(context.answer, context);
  if (said?.kind !== "chunk") return [];
  const place = said.index === null ? "a chunk" : `chunk ${said.index} (chunks count from 0)`;
  const detail = `AWS took the request's own signature and refused that of ${place}: its string to sign begins with AWS4-HMAC-SHA256-PAYLOAD.${meaning(said)}`;
  return [
    {
      detail,
      evidence: {
        index: said.index,
        timestamp: said.timestamp,
        previousSignature: said.previous,
        dataSha256: said.sha256Hex,
        sameData: said.sameData,
        alsoPossible: ["chunk-timestamp-differs"],
      },
    },
  ];
}

function meaning({ sameData }: ChunkAnswer): string {
  if (sameData === null) return "";
  return sameData
    ? " AWS read the data that was sent, so the chunk was signed wrongly."
    : " AWS read other data than was sent: something on the way changed or cut the chunks.";
}
