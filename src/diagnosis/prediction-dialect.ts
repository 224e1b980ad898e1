// Which dialect a service answers in. Several services speak two; the request then decides.
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { payloadHeaderServices } from "../sigv4/terms.ts";
import type { AnswerDialect } from "./prediction.ts";

/** Signing names behind API Gateway's and OpenSearch's front end, which checks signatures for the service. */
const frontServices: Readonly<Record<string, AnswerDialect>> = {
  "execute-api": "front",
  es: "opensearch",
  aoss: "aoss",
  "vpc-lattice-svcs": "front",
  "neptune-db": "neptune",
  aps: "front",
};

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
  if (endpoint.service === "lambda" && endpoint.dialect === null) return "lambda-url";
  const front = frontDialect(endpoint, signingName);
  if (front !== null) return front;
  if (isIotWebSocket(endpoint, request, scopeService)) return "iot-websocket";
  const asked = askedDialect(request);
  if (endpoint.dialect === null) return asked ?? "rest-json";
  const spoken = byProtocol[endpoint.dialect];
  if (spoken === "json" && asked === "query" && queryToo.has(endpoint.service ?? "")) return "query";
  if (spoken === "query" && asked === "json") return "json";
  return spoken;
}

/** The front end of a service's data plane; its control plane answers by its protocol. */
function frontDialect(endpoint: Endpoint, signingName: string): AnswerDialect | null {
  if (signingName === "appsync")
    return endpoint.dialect === null || /\.appsync(?:-realtime)?-api\./.test(endpoint.host)
      ? "appsync"
      : null;
  const front = frontServices[signingName] ?? null;
  const controlPlane = endpoint.dialect !== null && (signingName === "es" || signingName === "aoss");
  return controlPlane ? null : front;
}

/** MQTT over WebSocket: the upgrade of `/mqtt` at IoT's data plane, signed for `iotdevicegateway`. */
function isIotWebSocket(endpoint: Endpoint, request: CapturedRequest, scopeService: string | null): boolean {
  const atIot = endpoint.service === "iot-data" || scopeService === "iotdevicegateway";
  return atIot && targetParts(request.target).path === "/mqtt";
}

function askedDialect(request: CapturedRequest): AnswerDialect | null {
  const type = headerValue(request.headers, "content-type") ?? "";
  if (headerValue(request.headers, "x-amz-target") !== undefined || /^application\/x-amz-json/i.test(type))
    return "json";
  const query = targetParts(request.target).query;
  return /^application\/x-www-form-urlencoded/i.test(type) || /(?:^|&)Action=/.test(query) ? "query" : null;
}
