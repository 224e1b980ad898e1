// The checksum in the trailer is not that of the data.
import { chunkedExample } from "../example-chunked.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";
import { departureWeight } from "../stream-words.ts";

export const trailerChecksumWrong: FindingRule = {
  id: "trailer-checksum-wrong",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The checksum in the trailer is not that of the data",
  why: "S3 calculates the checksum of the data without its framing and compares it with the trailer. It differs where the data was changed after the checksum was taken, where the framing was summed too, or where the bytes of the result stand in the wrong order.",
  fix: "Sum the data without chunk lines, write the result as big-endian bytes in base64, and let nothing change the body after that.",
  wrongFix: "Do not switch checksums off: the data S3 received is another one than was meant.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html",
  example: () =>
    chunkedExample({
      token: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      trailers: [["x-amz-checksum-crc32", null]],
      framed: (body) => body.replace("countersign", "Countersign"),
    }),
  onlyWhen: "streamed",
  inspect: (context) => observations(context),
  readAnswer: (context) => reported(context),
};

function observations(context: RuleContext): Observation[] {
  const upload = context.stream?.upload;
  const severity = departureWeight(context);
  if (!upload?.framing.closed || severity === null) return [];
  // Data that was changed after its chunk was signed has both wrong, and the signature tells where.
  const told =
    context.stream?.bad.some(({ kind, reproducedBy }) => kind === "chunk" && !reproducedBy) === true;
  return upload.checksums
    .filter(({ provided, calculated }) => provided !== calculated)
    .map(({ name, provided, calculated }) => ({
      detail: `The trailer says x-amz-checksum-${name} ${provided.slice(0, 64)}; the ${upload.framing.dataBytes} bytes of data have ${calculated}.${reversed(provided, calculated)}`,
      evidence: {
        checksum: name,
        provided: provided.slice(0, 64),
        calculated,
        dataBytes: upload.framing.dataBytes,
      },
      severity,
      ...(told ? { notACause: true } : {}),
    }));
}

function reversed(provided: string, calculated: string): string {
  const turned = btoa([...atob(calculated)].reverse().join(""));
  return provided === turned ? " Its bytes stand in reverse order." : "";
}

function reported(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const { code, message } = context.answer;
  if (code !== "BadDigest" || !context.stream?.asks.trailers || observations(context).length > 0) return [];
  return [{ detail: `AWS answered BadDigest: ${(message ?? "").slice(0, 200)}`, evidence: { code } }];
}
