// S3 in memory: which operation a request is.
import type { Answer } from "./answer.ts";
import type { AnswerIds } from "./request-ids.ts";
import { bucketOperation, listBuckets } from "./s3-bucket.ts";
import { failure, notImplemented, s3Context } from "./s3-context.ts";
import { objectOperation } from "./s3-object.ts";
import type { S3Store } from "./s3-store.ts";
import type { ServiceRequest } from "./service-request.ts";

/** Serves one S3 request that has passed verification. */
export function s3Service(request: ServiceRequest, store: S3Store, ids: AnswerIds): Answer {
  const context = s3Context(request, store, ids);
  if (request.endpoint.service === "s3control") return notImplemented(context);
  if (context.bucketName === null) {
    const readable = request.captured.method === "GET" || request.captured.method === "HEAD";
    return readable
      ? listBuckets(context)
      : failure(context, 405, [
          "MethodNotAllowed",
          "The specified method is not allowed against this resource.",
        ]);
  }
  return context.key === "" ? bucketOperation(context) : objectOperation(context);
}
