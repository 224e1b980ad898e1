// The trailer of an upload is not what its head announced, or is not well-formed.
import type { FramingReason } from "../../sigv4/aws-chunked-reading.ts";
import type { UploadReport } from "../../sigv4/chunked-upload.ts";
import type { StreamVerification } from "../../sigv4/stream-verification.ts";
import { defaultChecksum } from "../default-checksum.ts";
import { chunkedExample } from "../example-chunked.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";
import { departureWeight } from "../stream-words.ts";

export const trailerMalformed: FindingRule = {
  id: "trailer-malformed",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "The trailer of the upload is not the one announced, or not well-formed",
  why: "Behind the closing chunk S3 expects exactly the headers that x-amz-trailer names, each on a line of its own, then x-amz-trailer-signature where chunks are signed, and an empty line at the end.",
  fix: "Name every trailer in x-amz-trailer and send exactly those, the signature line last, and close the body with CR LF CR LF.",
  wrongFix:
    "Do not drop the trailer and keep the -TRAILER token: token, x-amz-trailer and trailer belong together.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html",
  example: () =>
    chunkedExample({
      token: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      trailers: [["x-amz-checksum-crc32", null]],
      announced: "x-amz-checksum-crc32c",
    }),
  onlyWhen: "streamed",
  inspect: (context) => observations(context),
  readAnswer: (context) => reported(context),
};

function observations(context: RuleContext): Observation[] {
  const { stream, isS3 } = context;
  const severity = departureWeight(context);
  if (!isS3 || severity === null || !stream?.asks.trailers || !stream.upload?.framing.closed) return [];
  // Chunks without the signatures that the token promises: then the token is wrong, and not the trailer.
  if (stream.asks.signatures && stream.upload.signedChunks === 0) return [];
  const seen =
    names(stream, stream.upload) ?? shape(stream, stream.upload) ?? signatureLine(stream, stream.upload);
  return seen ? [{ ...seen, severity }] : [];
}

/** The names announced against the names sent. */
function names({ announced, whole }: StreamVerification, upload: UploadReport): Observation | null {
  const sent = upload.trailers.map(({ name }) => name.toLowerCase());
  const surplus = sent.filter((name) => !announced.includes(name));
  const missing = whole ? announced.filter((name) => !sent.includes(name)) : [];
  // Neither announced nor sent: the token alone speaks of a trailer, and that is another class.
  if (surplus.length + missing.length === 0) return null;
  const parts = [
    announced.length === 0
      ? "x-amz-trailer is not sent."
      : `x-amz-trailer announces ${announced.join(", ")}.`,
    sent.length === 0
      ? "No trailer came."
      : `The trailer holds ${sent.map((name) => name.slice(0, 100)).join(", ")}.`,
  ];
  return { detail: parts.join(" "), evidence: { announced, sent: sent.map((name) => name.slice(0, 100)) } };
}

const broken: Partial<Record<FramingReason, string>> = {
  "trailer-without-colon": "a line of the trailer has no colon",
  "trailers-too-many": "the trailer has no end",
  "bytes-after-end": "bytes follow the empty line that closes the body",
  "final-line-missing": "the empty line that closes the body is missing",
};

function shape({ whole }: StreamVerification, { framing }: UploadReport): Observation | null {
  for (const { reason, offset } of framing.faults) {
    const words = broken[reason];
    if (words === undefined || (reason === "final-line-missing" && !whole)) continue;
    return {
      detail: `At byte ${offset} of the body ${words}.`,
      evidence: { reason, offset },
    };
  }
  return null;
}

function signatureLine({ asks, whole }: StreamVerification, upload: UploadReport): Observation | null {
  const { trailerSignature: line, trailers } = upload;
  if (!asks.signatures || trailers.length === 0) return null;
  if (line === null)
    return whole
      ? { detail: "The trailer ends without x-amz-trailer-signature.", evidence: { reason: "unsigned" } }
      : null;
  const after = trailers.find(({ offset }) => offset > line.offset);
  if (!after) return null;
  return {
    detail: `x-amz-trailer-signature stands before ${after.name.slice(0, 100)}; it must be the last line.`,
    evidence: { reason: "signature-first", offset: line.offset },
  };
}

function reported(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const { code, message } = context.answer;
  const named =
    code === "MalformedTrailerError" ||
    (code === "InvalidRequest" && /trailer|trailing/i.test(message ?? ""));
  if (!named || observations(context).some(({ severity }) => severity === "error")) return [];
  if (context.endpoint.partition === null && defaultChecksum(context)?.trailer === true) return [];
  const odd = (context.stream?.upload?.framing.faults ?? []).map(({ reason }) => reason);
  const also = odd.length > 0 ? ` Odd in its framing: ${odd.join(", ")}.` : "";
  return [
    {
      detail: `AWS answered ${code}: ${(message ?? "").slice(0, 200)}${also}`,
      evidence: { code, odd },
    },
  ];
}
