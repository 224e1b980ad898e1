// The ids an answer carries: S3 and the other services name and spell them differently.
import { randomBytes, randomUUID } from "node:crypto";

/** The ids of one answer. */
export interface AnswerIds {
  /** 16 capitals and digits at S3, a UUID in lower case elsewhere. */
  readonly requestId: string;
  /** S3's second id: base64. */
  readonly hostId: string;
}

/** Who names its ids how. */
export type IdStyle = "s3" | "gateway" | "serverless-search" | "other";

/** The style of a service by its signing name. */
export function idStyle(signingName: string | null): IdStyle {
  switch (signingName) {
    case "s3":
    case "s3express":
      return "s3";
    case "execute-api":
      return "gateway";
    case "aoss":
      return "serverless-search";
    default:
      return "other";
  }
}

/** New ids in the spelling of a service. */
export function answerIds(style: IdStyle): AnswerIds {
  const uuid = randomUUID();
  return {
    requestId: style === "s3" ? uuid.replaceAll("-", "").slice(0, 16).toUpperCase() : uuid,
    hostId: randomBytes(56).toString("base64"),
  };
}

/** The headers that carry the ids. */
export function idHeaders(
  style: IdStyle,
  ids: AnswerIds,
): readonly (readonly [name: string, value: string])[] {
  switch (style) {
    case "s3":
      return [
        ["x-amz-request-id", ids.requestId],
        ["x-amz-id-2", ids.hostId],
      ];
    case "gateway":
      return [
        ["x-amzn-RequestId", ids.requestId],
        ["x-amz-apigw-id", `${ids.hostId.replace(/[^A-Za-z0-9]/g, "").slice(0, 15)}=`],
      ];
    case "serverless-search":
      return [["x-request-id", ids.requestId]];
    case "other":
      return [["x-amzn-RequestId", ids.requestId]];
  }
}
