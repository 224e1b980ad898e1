// A chunk below 8192 bytes that is not the last one.
import { chunkedExample } from "../example-chunked.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";
import { departureWeight } from "../stream-words.ts";

export const chunkSizeTooSmall: FindingRule = {
  id: "chunk-size-too-small",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 8,
  title: "A chunk before the last one holds less than 8192 bytes",
  why: "S3 takes aws-chunked bodies only in chunks of at least 8192 bytes, the last one excepted. Clients that make a chunk of every small write of a stream fall below that.",
  fix: "Collect the stream into chunks of 64 KiB before framing it (requestStreamBufferSize in the JavaScript SDK; a BufferedReader or BufferedInputStream elsewhere).",
  wrongFix: "Do not switch off the checksum to get around it: unsigned chunks obey the same bound.",
  spec: "observed: versity/versitygw#1683, aws/aws-sdk-js-v3#7598",
  example: () => chunkedExample({ chunkBytes: 4096 }),
  onlyWhen: "streamed",
  inspect: (context) => observations(context),
  readAnswer: (context) => reported(context),
};

function observations(context: RuleContext): Observation[] {
  const small = context.stream?.upload?.smallChunk ?? null;
  const severity = departureWeight(context);
  if (small === null || severity === null || !context.isS3) return [];
  return [
    {
      detail: `Chunk ${small.index} (at byte ${small.offset} of the body; chunks count from 0) holds ${small.bytes} bytes, and another chunk of data follows.`,
      evidence: { index: small.index, offset: small.offset, dataBytes: small.bytes },
      severity,
    },
  ];
}

function reported(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const { code, elements } = context.answer;
  if (code !== "InvalidChunkSizeError") return [];
  if (observations(context).some(({ severity }) => severity === "error")) return [];
  const bytes = elements.BadChunkSize ?? null;
  const found =
    bytes === null ? "" : ` It found one of ${bytes} bytes before chunk ${elements.Chunk ?? "?"}.`;
  return [
    {
      detail: `AWS answered InvalidChunkSizeError: a chunk before the last one is below 8192 bytes.${found}`,
      evidence: { chunk: elements.Chunk ?? null, badChunkSize: bytes },
    },
  ];
}
