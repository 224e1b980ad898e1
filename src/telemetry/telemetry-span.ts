// An exchange as a span of OpenTelemetry: the AWS SDK convention (rpc.system=aws-api, `Service.Operation`) and that of HTTP clients.
import type { Attributes } from "@opentelemetry/api";
import type { ExchangeFacts } from "./exchange-facts.ts";

/** The words of a span. */
export interface SpanWords {
  readonly name: string;
  readonly attributes: Attributes;
  /** True where the exchange failed for its client, as the HTTP convention has it: 400 or more, or no whole answer. */
  readonly failed: boolean;
}

/** Name and attributes of an exchange's span. */
export function spanWords(facts: ExchangeFacts): SpanWords {
  const error = errorType(facts);
  const { requestBytes, responseBytes, requestId, extendedRequestId } = facts;
  return {
    name: nameOf(facts),
    failed: error !== null,
    attributes: {
      ...sharedAttributes(facts),
      "http.request.method": facts.method,
      "url.full": urlOf(facts),
      "url.scheme": facts.scheme,
      "url.path": facts.path,
      "server.port": facts.port,
      "network.protocol.version": facts.httpVersion,
      "http.request.body.size": requestBytes,
      ...(responseBytes === null ? {} : { "http.response.body.size": responseBytes }),
      ...(requestId === null ? {} : { "aws.request_id": requestId }),
      ...(extendedRequestId === null ? {} : { "aws.extended_request_id": extendedRequestId }),
      ...(error === null ? {} : { "error.type": error }),
      "countersign.envelope.form": facts.form,
      "countersign.exchange.state": facts.state,
      "countersign.causes": [...facts.causes],
    },
  };
}

/** What spans and log records have in common. */
export function sharedAttributes(facts: ExchangeFacts): Attributes {
  const { service, region, operation, status } = facts;
  return {
    ...(service === null ? {} : { "rpc.system": "aws-api", "rpc.service": service }),
    ...(operation === null ? {} : { "rpc.method": operation }),
    ...(region === null ? {} : { "cloud.region": region }),
    "server.address": facts.host,
    ...(status === null ? {} : { "http.response.status_code": status }),
    "countersign.verdict": facts.verdict,
    "countersign.examination.id": facts.id,
  };
}

/** The code of the answer, its status, or how the exchange ended; null for one that went well. */
export function errorType({ status, state, errorCode }: ExchangeFacts): string | null {
  if (state !== "complete") return state;
  if (status === null || status < 400) return null;
  return errorCode ?? String(status);
}

function nameOf({ service, operation, method }: ExchangeFacts): string {
  if (service === null) return method;
  return operation === null ? `${service} ${method}` : `${service}.${operation}`;
}

/** Without its query: where one was, presigned or not, nobody can tell from it what was asked for. */
function urlOf({ scheme, host, port, path }: ExchangeFacts): string {
  const usual = scheme === "https" ? 443 : 80;
  return `${scheme}://${host}${port === usual ? "" : `:${port}`}${path}`;
}
