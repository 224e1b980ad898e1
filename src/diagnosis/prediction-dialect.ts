// Which dialect a service answers in. Several services speak two; the request then decides.
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { payloadHeaderServices } from "../sigv4/terms.ts";
import type { AnswerDialect } from "./prediction.ts";

/** Signing names behind API Gateway's and OpenSearch's front end, which checks signatures for the service. */
const frontServices: ReadonlySet<string> = new Set([
  "execute-api",
  "es",
  "aoss",
  "appsync",
  "vpc-lattice-svcs",
  "neptune-db",
  "aps",
]);

/** Services whose JSON interface came later and whose Query interface still answers (SQS since 2023, CloudWatch since 2025). */
const queryToo: ReadonlySet<string> = new Set(["sqs", "cloudwatch"]);

const byProtocol = {
  awsJson1_0: "json",
  awsJson1_1: "json",
  rpcV2Cbor: "json",
  awsQuery: "query",
  ec2Query: "ec2",
  restJson1: "rest-json",
  restXml: "rest-xml",
} as const satisfies Record<string, AnswerDialect>;

/** The dialect in which the request will be answered; `scopeService` is what the client's scope names, for unknown hosts. */
export function dialectOf(
  endpoint: Endpoint,
  request: CapturedRequest,
  scopeService: string | null,
): AnswerDialect {
  const signingName = endpoint.signingName ?? scopeService ?? "";
  if (payloadHeaderServices.has(signingName)) return "s3";
  if (endpoint.service === "lambda" && endpoint.dialect === null) return "front";
  if (frontServices.has(signingName) && endpoint.dialect !== "awsJson1_0") return "front";
  const asked = askedDialect(request);
  if (endpoint.dialect === null) return asked ?? "rest-json";
  const spoken = byProtocol[endpoint.dialect];
  if (spoken === "json" && asked === "query" && queryToo.has(endpoint.service ?? "")) return "query";
  if (spoken === "query" && asked === "json") return "json";
  return spoken;
}

function askedDialect(request: CapturedRequest): AnswerDialect | null {
  const type = headerValue(request.headers, "content-type") ?? "";
  if (headerValue(request.headers, "x-amz-target") !== undefined || /^application\/x-amz-json/i.test(type))
    return "json";
  const query = targetParts(request.target).query;
  return /^application\/x-www-form-urlencoded/i.test(type) || /(?:^|&)Action=/.test(query) ? "query" : null;
}
