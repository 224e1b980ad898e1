// From a request to an answer: judged first, refused in the service's words or served by the service it was sent to.
import { awsChunksData } from "../diagnosis/prediction-chunks.ts";
import { unredacted } from "../diagnosis/prediction-mismatch.ts";
import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import type { Answer } from "./answer.ts";
import type { Tables } from "./dynamodb-service.ts";
import { dynamodbService } from "./dynamodb-service.ts";
import type { Judge, Judgement } from "./judgement.ts";
import { otherService, sagemakerRuntime } from "./other-service.ts";
import { refusalAnswer, s3Error } from "./refusal-answer.ts";
import { bodyLimitBytes } from "./request-body.ts";
import type { AnswerIds } from "./request-ids.ts";
import { s3Service } from "./s3-service.ts";
import type { S3Store } from "./s3-store.ts";
import { openS3Store } from "./s3-store.ts";
import type { ServiceRequest } from "./service-request.ts";
import type { Queues } from "./sqs-service.ts";
import { sqsService } from "./sqs-service.ts";
import { stsService } from "./sts-service.ts";

/** Everything the sandbox's services remember. */
export interface SandboxState {
  readonly s3: S3Store;
  readonly queues: Queues;
  readonly tables: Tables;
}

/** A sandbox in which nothing has happened yet. */
export function emptySandbox(): SandboxState {
  return { s3: openS3Store(), queues: new Map(), tables: new Map() };
}

/** Judges and answers one request. */
export function serve(
  captured: CapturedRequest,
  state: SandboxState,
  judge: Judge,
  at: { ids: AnswerIds; nowEpochMs: number },
): Answer {
  const request = serviceRequest(captured, at.ids, at.nowEpochMs);
  const judgement = judge(captured);
  if (judgement.prediction.status >= 300)
    return refusalAnswer(unredacted(judgement.prediction, judgement.derivation), request, at.ids);
  if (captured.body.content === null) {
    const text = `The countersign sandbox takes bodies of at most ${bodyLimitBytes / 1024 / 1024} MiB.`;
    return refusalAnswer(
      { ...judgement.prediction, status: 400, code: "EntityTooLarge", message: text },
      request,
      at.ids,
    );
  }
  return served(request, state, judgement, at.ids);
}

function served(request: ServiceRequest, state: SandboxState, judgement: Judgement, ids: AnswerIds): Answer {
  const { dialect } = judgement.prediction;
  if (dialect === "s3") return s3Service(request, state.s3, ids);
  switch (request.endpoint.service) {
    case "sts":
      return stsService(request) ?? otherService(request, dialect);
    case "sqs":
      return sqsService(request, state.queues, ids) ?? otherService(request, dialect);
    case "dynamodb":
      return dynamodbService(request, state.tables) ?? otherService(request, dialect);
    case "sagemaker-runtime":
      return sagemakerRuntime(request) ?? otherService(request, dialect);
    default:
      return otherService(request, dialect);
  }
}

/** The answer when the sandbox itself fails: the fault is ours, and said so. */
export function internalError(ids: AnswerIds): Answer {
  return s3Error(
    500,
    ["InternalError", "The countersign sandbox failed on this request. This is a bug."],
    ids,
  );
}

function serviceRequest(captured: CapturedRequest, ids: AnswerIds, nowEpochMs: number): ServiceRequest {
  const target = targetParts(captured.target);
  const host = captured.authority.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  return {
    captured,
    endpoint: endpointOf(host),
    host,
    path: target.path === "" ? "/" : target.path,
    query: queryParameters(target.query),
    body: decodedBody(captured),
    requestId: ids.requestId,
    nowEpochMs,
  };
}

/** The body without aws-chunked framing, where the request says it has it and it can be read. */
function decodedBody({ headers, body }: CapturedRequest): Uint8Array {
  const content = body.content ?? new Uint8Array(0);
  const payload = headerValue(headers, "x-amz-content-sha256") ?? "";
  const coding = headerValue(headers, "content-encoding") ?? "";
  if (!payload.startsWith("STREAMING-") && !/(?:^|,)\s*aws-chunked\s*(?:,|$)/i.test(coding)) return content;
  return awsChunksData(content) ?? content;
}
