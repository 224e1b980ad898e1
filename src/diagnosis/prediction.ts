// What AWS will say to a request: the first failing check in the order of its dialect, worded as that service words it.

/** The dialects in which AWS services answer; `front` is API Gateway's, which others have taken over. */
export type AnswerDialect =
  | "s3"
  | "query"
  | "ec2"
  | "json"
  | "rest-json"
  | "rest-xml"
  | "front"
  | "lambda-url"
  | "appsync"
  | "opensearch"
  | "aoss"
  | "neptune"
  | "iot-websocket";

/** A predicted answer. */
export interface Prediction {
  readonly dialect: AnswerDialect;
  readonly status: number;
  /** AWS's error code, or null when the request should succeed. */
  readonly code: string | null;
  readonly message: string | null;
  /** Elements beside code and message, in the order the dialect gives them; `aoss` gives them as headers. */
  readonly elements: readonly (readonly [name: string, value: string])[];
}
