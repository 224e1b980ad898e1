// What the head of a request promises of its body: what a new signature over that head would promise too.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { emptySha256Hex } from "../http/digest.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { queryParameters, queryValue } from "../sigv4/canonical-query.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import { payloadHeaderServices, unsignedPayload } from "../sigv4/terms.ts";

/** A promise, and the SHA-256 that stands for the body in the canonical request where one is needed. */
export type PayloadPromise =
  /** Nothing is promised: the body is unsigned, or there is none. */
  | { readonly kind: "nothing"; readonly sha256Hex: string }
  /** The body has this hash. */
  | { readonly kind: "hash"; readonly sha256Hex: string }
  /** The body is aws-chunked without signatures, and whole. */
  | { readonly kind: "framed" }
  /** Each chunk of the body is signed, chained to the request's signature. */
  | { readonly kind: "chunks"; readonly trailer: boolean }
  /** The hash of the body is needed and the head does not say it. */
  | { readonly kind: "unsaid" }
  | { readonly kind: "impossible"; readonly reason: string };

const chunksToken = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

/** Reads the promise for the service that judges the request. */
export function payloadPromise(
  request: CapturedRequest,
  envelope: Envelope,
  service: string,
): PayloadPromise {
  const presigned = envelope.form === "presigned-url";
  const said =
    headerValue(request.headers, "x-amz-content-sha256")?.trim() ??
    queryValue(queryParameters(targetParts(request.target).query), "X-Amz-Content-Sha256");
  const bare = !hasBody(request);
  if (said === undefined) {
    const unsigned = service === "vpc-lattice-svcs" || (presigned && payloadHeaderServices.has(service));
    return unsigned || bare ? nothing : { kind: "unsaid" };
  }
  if (/^[0-9a-f]{64}$/.test(said))
    return bare && said === emptySha256Hex ? nothing : { kind: "hash", sha256Hex: said };
  if (said === unsignedPayload) return nothing;
  if (said === "STREAMING-UNSIGNED-PAYLOAD-TRAILER") return { kind: "framed" };
  if (said === chunksToken) return { kind: "chunks", trailer: false };
  if (said === `${chunksToken}-TRAILER`) return { kind: "chunks", trailer: true };
  return { kind: "impossible", reason: "its x-amz-content-sha256 is none that can be made again" };
}

const nothing: PayloadPromise = { kind: "nothing", sha256Hex: emptySha256Hex };

function hasBody({ headers }: CapturedRequest): boolean {
  if (headerValue(headers, "transfer-encoding") !== undefined) return true;
  const length = headerValue(headers, "content-length");
  return length !== undefined && length.trim() !== "0";
}
