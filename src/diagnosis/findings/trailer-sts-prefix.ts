// The trailer of a signed upload is signed over the wrong first line, with a line too many, or over another text of the trailer.
import { emptySha256Hex } from "../../http/digest.ts";
import { chunkAnswer } from "../chunk-answer.ts";
import { chunkedExample } from "../example-chunked.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";
import { badSignatureObservations } from "../stream-words.ts";

export const trailerStsPrefix: FindingRule = {
  id: "trailer-sts-prefix",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The signature of the trailer does not come out",
  why: "The trailer has a string to sign of its own: first line AWS4-HMAC-SHA256-TRAILER, no hash of nothing, and the hash of name:value lines that end with one line feed each, although CR LF stands on the wire.",
  fix: "Sign AWS4-HMAC-SHA256-TRAILER, time, scope, the signature of the last chunk and the SHA-256 of `name:value\\n` for each trailer, names in lower case and values trimmed.",
  wrongFix: "Do not reuse the function that signs chunks: two of its lines are wrong for a trailer.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html",
  example: () =>
    chunkedExample({
      trailers: [["x-amz-checksum-crc32", null]],
      signedTrailer: ({ text }) => ({ ...text, prefix: "AWS4-HMAC-SHA256-PAYLOAD", middle: emptySha256Hex }),
    }),
  onlyWhen: "streamed",
  inspect: (context) => badSignatureObservations(context, "trailer"),
  readAnswer: (context) => reported(context),
};

function reported(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  if (context.answer.code !== "SignatureDoesNotMatch") return [];
  if (badSignatureObservations(context, "trailer").length > 0) return [];
  const said = chunkAnswer(context.answer, context);
  if (said?.kind !== "trailer") return [];
  const detail =
    "AWS took the signatures of the request and of its chunks and refused that of the trailer: its string to sign begins with AWS4-HMAC-SHA256-TRAILER.";
  return [{ detail, evidence: { timestamp: said.timestamp, trailerSha256: said.sha256Hex } }];
}
