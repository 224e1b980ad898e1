// How far a request's date may be from the server's clock: one row for each service whose own answers name a window.
import type { Endpoint } from "../endpoints/endpoint.ts";

/** A service's clock window. */
export interface ClockWindow {
  /** Signing name of the service, or `*` for the rest. */
  readonly signingName: string;
  readonly minutes: number;
  /** Where the number was read. */
  readonly source: string;
}

/** The rows. The answers of the oldest services name 15 minutes, those of nearly all others 5. */
export const clockWindows: readonly ClockWindow[] = [
  { signingName: "s3", minutes: 15, source: "MaxAllowedSkewMilliseconds 900000 in S3's own answers" },
  {
    signingName: "sts",
    minutes: 15,
    source: "answers ending in `- 15 min.)`, 2016 to 2025 (terraform-provider-aws and others)",
  },
  { signingName: "iam", minutes: 15, source: "scratchstack's measurements against live services" },
  { signingName: "ses", minutes: 15, source: "answers ending in `- 15 min.)`" },
  { signingName: "sqs", minutes: 15, source: "aws/aws-sdk-js#401, 2014" },
  {
    signingName: "dynamodb",
    minutes: 5,
    source: "aws/aws-sdk-js-v3#7605, 2025; 15 minutes in 2014 (aws/aws-sdk-js#254)",
  },
  { signingName: "lambda", minutes: 5, source: "AWS re:Post knowledge center, lambda-sdk-signature" },
  { signingName: "kinesis", minutes: 5, source: "awslabs/amazon-kinesis-producer#222" },
  { signingName: "elastictranscoder", minutes: 5, source: "aws/aws-sdk-php#537" },
  { signingName: "execute-api", minutes: 5, source: "aws-amplify/aws-sdk-android#253" },
  { signingName: "cloudformation", minutes: 5, source: "answers to CreateStack ending in `- 5 min.)`" },
  {
    signingName: "*",
    minutes: 5,
    source: "answers of KMS, ECS, EC2's callers, OpenSearch, Neptune and Bedrock ending in `- 5 min.)`",
  },
];

/** The clock window of an endpoint in minutes; the scope's service decides where the host is unknown. */
export function clockWindowMinutes(endpoint: Endpoint, scopeService: string | null): number {
  const asked = endpoint.signingName ?? scopeService;
  const row = clockWindows.find(({ signingName }) => signingName === asked) ?? clockWindows.at(-1);
  return row?.minutes ?? 5;
}
