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
  for (const variant of variants(request, rule)) {
    yield { departures: departures(variant), input: reading(request, envelope, rule, variant) };
  }
}

interface Variant {
  readonly plus: PlusReading;
  readonly blanks: BlankReading;
  readonly normalise: boolean;
}

const plainVariant: Variant = { plus: "plus", blanks: "blanks-and-tabs", normalise: true };

function* variants(request: CapturedRequest, rule: ReadingRule): Generator<Variant> {
  const { path, query } = targetParts(request.target);
  const pluses: PlusReading[] = query.includes("+") ? ["plus", "space"] : ["plus"];
  const blanks: BlankReading[] = request.headers.some(([, value]) => value.includes("\t"))
    ? ["blanks-and-tabs", "blanks"]
    : ["blanks-and-tabs"];
  const normals = rule.pathEncoding === "double" && path.includes("//") ? [true, false] : [true];
  for (const normalise of normals) {
    for (const plus of pluses) {
      for (const blank of blanks) yield { plus, blanks: blank, normalise };
    }
  }
}

function departures(variant: Variant): string[] {
  const found: string[] = [];
  if (variant.plus === "space") found.push("a + in the query was signed as a blank");
  if (variant.blanks === "blanks") found.push("tabs inside header values were signed as they are");
  if (!variant.normalise) found.push("the path was signed with its empty segments kept");
  return found;
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
  const uri = variant.normalise
    ? canonicalUri(path, rule.pathEncoding)
    : percentEncodePath(withoutDotSegments(path.startsWith("/") ? path : `/${path}`));
  return {
    method: request.method,
    canonicalUri: uri,
    canonicalQuery: canonicalQuery(
      signedParameters(parameters, envelope),
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
): readonly QueryParameter[] {
  if (envelope.form !== "presigned-url" || envelope.credentialScope.service !== "iotdevicegateway")
    return parameters;
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
