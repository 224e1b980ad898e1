// The readings of one request that AWS accepts, best first: where services differ, each reading is a canonical input of its own.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValues } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import type { BlankReading } from "./canonical-headers.ts";
import { canonicalHeaders } from "./canonical-headers.ts";
import type { PlusReading, QueryParameter } from "./canonical-query.ts";
import { canonicalQuery, queryParameters, queryValue } from "./canonical-query.ts";
import type { CanonicalInput } from "./canonical-request.ts";
import type { PathEncoding } from "./canonical-uri.ts";
import { canonicalUri, withoutDotSegments } from "./canonical-uri.ts";
import type { Envelope } from "./envelope.ts";
import { payloadHash } from "./payload-hash.ts";
import { percentEncodePath } from "./percent-encoding.ts";

/** One accepted way to read a request. */
export interface CanonicalReading {
  /** Empty for the specification's own reading; else the departures from it, in words. */
  readonly departures: readonly string[];
  readonly input: CanonicalInput;
}

/** What the canonical input depends on beside request and envelope. */
export interface ReadingRule {
  readonly pathEncoding: PathEncoding;
  /** Signing name of the service that judges; default: the one the client's scope names. */
  readonly service?: string;
  /** Takes the place of the computed payload line, where the caller knows it. */
  readonly payloadHash?: string;
  /** No table knows the service: what any service takes is accepted, S3's path and a token added after signing among it. */
  readonly unknownService?: true;
}

/** The specification's own reading of a request. */
export function canonicalInput(
  request: CapturedRequest,
  envelope: Envelope,
  rule: ReadingRule,
): CanonicalInput {
  return reading(request, envelope, rule, plainVariant);
}

/** Every accepted reading that gives other bytes than the specification's own, which comes first. */
export function* canonicalReadings(
  request: CapturedRequest,
  envelope: Envelope,
  rule: ReadingRule,
): Generator<CanonicalReading> {
  for (const variant of variants(request, envelope, rule)) {
    yield { departures: departures(variant), input: reading(request, envelope, rule, variant) };
  }
}

interface Variant {
  readonly plus: PlusReading;
  readonly blanks: BlankReading;
  readonly path: PathReading;
  /** The token of a presigned URL was added after signing. */
  readonly tokenAfter: boolean;
}

/** `own`: by the service's rule; `empty-kept`: the same with empty segments kept; `s3`: as S3 reads it. */
type PathReading = "own" | "empty-kept" | "s3";

const plainVariant: Variant = { plus: "plus", blanks: "blanks-and-tabs", path: "own", tokenAfter: false };

function* variants(request: CapturedRequest, envelope: Envelope, rule: ReadingRule): Generator<Variant> {
  const { path, query } = targetParts(request.target);
  const pluses: PlusReading[] = query.includes("+") ? ["plus", "space"] : ["plus"];
  const blanks: BlankReading[] = request.headers.some(([, value]) => value.includes("\t"))
    ? ["blanks-and-tabs", "blanks"]
    : ["blanks-and-tabs"];
  const tokenAfters = rule.unknownService && holdsToken(envelope, query) ? [false, true] : [false];
  for (const tokenAfter of tokenAfters) {
    for (const pathReading of pathReadings(path, rule)) {
      for (const plus of pluses) {
        for (const blank of blanks) yield { plus, blanks: blank, path: pathReading, tokenAfter };
      }
    }
  }
}

function holdsToken({ form }: Envelope, query: string): boolean {
  return form === "presigned-url" && query.includes("X-Amz-Security-Token=");
}

function pathReadings(path: string, { pathEncoding, unknownService }: ReadingRule): readonly PathReading[] {
  if (pathEncoding === "single") return ["own"];
  const found: PathReading[] = path.includes("//") ? ["own", "empty-kept"] : ["own"];
  if (unknownService && canonicalUri(path, "single") !== canonicalUri(path, "double")) found.push("s3");
  return found;
}

function departures(variant: Variant): string[] {
  const found: string[] = [];
  if (variant.plus === "space") found.push("a + in the query was signed as a blank");
  if (variant.blanks === "blanks") found.push("tabs inside header values were signed as they are");
  if (variant.path === "empty-kept") found.push("the path was signed with its empty segments kept");
  if (variant.path === "s3")
    found.push("the path was signed as S3 reads it, for a service that no table knows");
  if (variant.tokenAfter) found.push("the session token was added to the URL after signing");
  return found;
}

function uriUnder(path: string, encoding: PathEncoding, how: PathReading): string {
  if (how === "own") return canonicalUri(path, encoding);
  if (how === "s3") return canonicalUri(path, "single");
  return percentEncodePath(withoutDotSegments(path.startsWith("/") ? path : `/${path}`));
}

function reading(
  request: CapturedRequest,
  envelope: Envelope,
  rule: ReadingRule,
  variant: Variant,
): CanonicalInput {
  const { path, query } = targetParts(request.target);
  const parameters = queryParameters(query);
  const presigned = envelope.form === "presigned-url";
  return {
    method: request.method,
    canonicalUri: uriUnder(path, rule.pathEncoding, variant.path),
    canonicalQuery: canonicalQuery(
      signedParameters(parameters, envelope, variant.tokenAfter),
      presigned ? "X-Amz-Signature" : undefined,
      variant.plus,
    ),
    headers: canonicalHeaders(request.headers, envelope.signedHeaders, {
      blanks: variant.blanks,
      absent: (name) => absentValue(request, name, presigned ? parameters : []),
    }),
    signedHeaders: envelope.signedHeaders,
    payloadHash:
      rule.payloadHash ??
      payloadHash(request, {
        service: rule.service ?? envelope.credentialScope.service,
        presigned,
        queryHash: queryValue(parameters, "X-Amz-Content-Sha256"),
      }),
  };
}

/** AWS IoT (MQTT over WebSocket) wants the session token added to the URL after signing; everybody else wants it signed. */
function signedParameters(
  parameters: readonly QueryParameter[],
  envelope: Envelope,
  tokenAfter: boolean,
): readonly QueryParameter[] {
  const after = tokenAfter || envelope.credentialScope.service === "iotdevicegateway";
  if (envelope.form !== "presigned-url" || !after) return parameters;
  return parameters.filter(({ name }) => name !== "X-Amz-Security-Token");
}

function absentValue(
  request: CapturedRequest,
  name: string,
  presigned: readonly QueryParameter[],
): string | undefined {
  if (name === "host" || name === ":authority") return request.authority;
  if (headerValues(request.headers, name).length > 0) return undefined;
  const parameter = presigned.find((candidate) => candidate.name.toLowerCase() === name);
  return parameter ? queryValue([parameter], parameter.name) : undefined;
}
