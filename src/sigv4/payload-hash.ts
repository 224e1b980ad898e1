// The last line of the canonical request: a hash of the body, or the token that stands for it.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import { payloadHeaderServices, unsignedPayload } from "./terms.ts";

/** What the payload line depends on beside the request. */
export interface PayloadRule {
  readonly service: string;
  readonly presigned: boolean;
  /** Value of X-Amz-Content-Sha256 in the query, where a client hoisted it there. */
  readonly queryHash: string | undefined;
}

/**
 * The payload line as the service computes it. S3 takes x-amz-content-sha256 as it stands and checks the body later, and a
 * presigned S3 URL without it means UNSIGNED-PAYLOAD (S3 API Reference). Other services hash the body and do not read the
 * header (seen with the SageMaker runtime), but a payload token in it is accepted where bodies may be unsigned.
 */
export function payloadHash(request: CapturedRequest, rule: PayloadRule): string {
  const sent = headerValue(request.headers, "x-amz-content-sha256") ?? rule.queryHash;
  if (payloadHeaderServices.has(rule.service)) {
    if (sent !== undefined) return sent.trim();
    return rule.presigned ? unsignedPayload : request.body.sha256Hex;
  }
  if (sent !== undefined && (sent === unsignedPayload || sent.startsWith("STREAMING-"))) return sent;
  return rule.service === "vpc-lattice-svcs" ? unsignedPayload : request.body.sha256Hex;
}
