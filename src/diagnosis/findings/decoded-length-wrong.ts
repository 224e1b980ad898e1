// The lengths of an aws-chunked upload: x-amz-decoded-content-length of the data, Content-Length of the framed body.
import type { StreamVerification } from "../../sigv4/stream-verification.ts";
import { defaultChecksum } from "../default-checksum.ts";
import { chunkedExample } from "../example-chunked.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";
import { departureWeight } from "../stream-words.ts";

export const decodedLengthWrong: FindingRule = {
  id: "decoded-length-wrong",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The lengths of a chunked upload do not fit its body",
  why: "An aws-chunked upload tells two lengths: x-amz-decoded-content-length is that of the data, Content-Length that of the data with all its framing. S3 refuses an upload without the first, and waits for bytes or cuts them off where one is wrong.",
  fix: "Set x-amz-decoded-content-length to the length of the data before framing and sign it; calculate Content-Length anew whenever the framing changes.",
  wrongFix: "Do not set both to the same number: the framing adds about 90 bytes to every chunk.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html",
  example: () => chunkedExample({ decodedLength: null }),
  onlyWhen: "streamed",
  inspect: (context) => observations(context),
  readAnswer: (context) => reported(context),
};

function observations(context: RuleContext): Observation[] {
  const { stream, isS3 } = context;
  const severity = departureWeight(context);
  if (!isS3 || severity === null || stream?.form !== "aws-chunked") return [];
  const seen = declared(stream) ?? counted(stream) ?? framed(stream);
  return seen ? [{ ...seen, severity }] : [];
}

/** The header itself. */
function declared({ decodedLengthText, token }: StreamVerification): Observation | null {
  if (decodedLengthText === null)
    return {
      detail: `x-amz-content-sha256 is ${token}, and x-amz-decoded-content-length is not sent.`,
      evidence: { decodedLength: null },
    };
  if (/^\d{1,15}$/.test(decodedLengthText)) return null;
  const shown = decodedLengthText.slice(0, 40);
  return {
    detail: `x-amz-decoded-content-length is "${shown}", which is no length.`,
    evidence: { decodedLength: shown },
  };
}

/** The data against x-amz-decoded-content-length; only where the framing is closed, so that nothing can be missing. */
function counted({ upload, decodedLengthText }: StreamVerification): Observation | null {
  if (!upload?.framing.closed || Number(decodedLengthText) === upload.framing.dataBytes) return null;
  return {
    detail: `x-amz-decoded-content-length says ${decodedLengthText}; the chunks hold ${upload.framing.dataBytes} bytes of data.`,
    evidence: { decodedLength: decodedLengthText, dataBytes: upload.framing.dataBytes },
  };
}

/** The framed body against Content-Length: it ends before or after the framing does. */
function framed(stream: StreamVerification): Observation | null {
  const { upload, contentLengthText, decodedLengthText, whole } = stream;
  if (!upload || contentLengthText === null || !/^\d{1,15}$/.test(contentLengthText)) return null;
  const { framing, chunks } = upload;
  const evidence = {
    contentLength: contentLengthText,
    framedBytes: framing.framedBytes,
    dataBytes: framing.dataBytes,
  };
  const same = contentLengthText === decodedLengthText ? " It is the length of the data alone." : "";
  if (framing.closed && framing.faults.length === 0 && Number(contentLengthText) > framing.framedBytes)
    return {
      detail: `Content-Length says ${contentLengthText}; the framing ends after ${framing.framedBytes} bytes.`,
      evidence,
    };
  const cut = framing.faults.find(({ reason }) => cutReasons.has(reason));
  if (!cut || !whole || chunks.length + framing.dataBytes === 0) return null;
  return {
    detail: `Content-Length ends the body at byte ${cut.offset}, in or behind chunk ${cut.chunk} (chunks count from 0): ${framing.dataBytes} of ${decodedLengthText} bytes of data had come, and the closing chunk had not.${same}`,
    evidence: { ...evidence, chunk: cut.chunk },
  };
}

const cutReasons: ReadonlySet<string> = new Set([
  "ends-in-size-line",
  "ends-in-data",
  "ends-before-last-chunk",
]);

/** Framing that breaks, or a promised signature that is missing, gets the same answers: the body is then read no further. */
function brokenOtherwise({ asks, upload }: StreamVerification): boolean {
  if (upload === null) return false;
  return upload.framing.faults.length > 0 || (asks.signatures && upload.firstUnsigned !== null);
}

function reported(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const { code } = context.answer;
  if (context.stream?.form !== "aws-chunked" || observations(context).length > 0) return [];
  if (brokenOtherwise(context.stream)) return [];
  if (code !== "MissingContentLength" && code !== "IncompleteBody") return [];
  // A store that does not know trailers says the same: default-checksum-2025.
  if (context.endpoint.partition === null && defaultChecksum(context)?.trailer === true) return [];
  return [
    {
      detail: `AWS answered ${code} to an aws-chunked upload: a length it was told does not fit what it received.`,
      evidence: {
        code,
        decodedLength: context.stream.decodedLengthText,
        contentLength: context.stream.contentLengthText,
      },
    },
  ];
}
