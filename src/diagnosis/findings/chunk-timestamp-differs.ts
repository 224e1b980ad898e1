// The chunks are signed with a later reading of the clock than the request.
import { amzDate, parseAmzDate } from "../../sigv4/amz-date.ts";
import { chunkedExample } from "../example-chunked.ts";
import type { FindingRule } from "../rule.ts";
import { badSignatureObservations } from "../stream-words.ts";

export const chunkTimestampDiffers: FindingRule = {
  id: "chunk-timestamp-differs",
  stage: "time",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "The chunks are signed with another time than the request",
  why: "All chunks of a request are signed with the time of its X-Amz-Date. A signer that reads the clock again for each chunk is right only as long as the second has not changed.",
  fix: "Read the clock once for each request and use that value in the string to sign of every chunk and of the trailer.",
  wrongFix:
    "Do not look for a fault in the data or in the chain: with the right time the same chain comes out.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html",
  example: () =>
    chunkedExample({
      signedChunk: ({ text }) => ({
        ...text,
        timestamp: amzDate((parseAmzDate(text.timestamp) ?? 0) + 1000),
      }),
    }),
  onlyWhen: "streamed",
  inspect: (context) => badSignatureObservations(context, "timestamp"),
};
