// What a request says about its own payload, and whether the captured body can be held against it.
import { headerValue } from "../http/raw-headers.ts";
import { queryValue } from "../sigv4/canonical-query.ts";
import type { RuleContext } from "./rule.ts";

/** Services beside S3 that insist on x-amz-content-sha256. */
const insisting: ReadonlySet<string> = new Set(["aoss", "glacier"]);

/** The value of x-amz-content-sha256 in the header, or in the query of a presigned URL; null without one. */
export function payloadHeader(context: RuleContext): string | null {
  const sent = headerValue(context.request.headers, "x-amz-content-sha256");
  if (sent !== undefined) return sent.trim();
  if (context.envelope?.form !== "presigned-url") return null;
  return queryValue(context.query, "X-Amz-Content-Sha256") ?? null;
}

/** Whether the service needs x-amz-content-sha256 in a header-signed request. */
export function needsPayloadHeader(context: RuleContext): boolean {
  if (context.envelope?.form !== "authorization-header") return false;
  return context.isS3 || insisting.has(context.envelope.credentialScope.service);
}

/** Whether the body is known in full: false where offline input holds fewer bytes than its head promises, or shows no body at all. */
export function bodyIsWhole(context: RuleContext): boolean {
  const { request } = context;
  const length = headerValue(request.headers, "content-length")?.trim();
  if (length !== undefined) return !/^\d+$/.test(length) || Number(length) === request.body.bytes;
  const framed = headerValue(request.headers, "transfer-encoding") !== undefined;
  const bodyless = request.method === "GET" || request.method === "HEAD" || request.method === "DELETE";
  return framed || bodyless || request.body.bytes > 0 || request.receivedAtEpochMs !== null;
}
