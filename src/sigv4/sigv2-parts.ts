// The string to sign of S3's Signature Version 2, each of its parts a value.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import type { CanonicalHeader } from "./canonical-headers.ts";
import type { QueryParameter } from "./canonical-query.ts";
import { byCodeUnit, queryParameters } from "./canonical-query.ts";
import { percentDecode } from "./percent-encoding.ts";
import type { SigV2Claim } from "./sigv2-claim.ts";

/** Everything the string to sign is made of. Latin1 text. */
export interface SigV2Parts {
  readonly method: string;
  readonly contentMd5: string;
  readonly contentType: string;
  /** Date header, or Expires of a query; empty where x-amz-date takes its place. */
  readonly date: string;
  /** The x-amz- headers, lower-case names, sorted. */
  readonly amzHeaders: readonly CanonicalHeader[];
  /** `/bucket` where the host names the bucket, else empty. */
  readonly bucket: string;
  /** The path as sent, percent-encoded. */
  readonly path: string;
  /** The sub-resources of the query, values decoded, sorted by name. */
  readonly subResources: readonly QueryParameter[];
}

/** Query parameters that belong to the resource (S3 Developer Guide, and later additions as botocore's HmacV1Auth lists them). */
const subResourceNames: ReadonlySet<string> = new Set([
  "accelerate",
  "acl",
  "analytics",
  "cors",
  "defaultObjectAcl",
  "delete",
  "inventory",
  "lifecycle",
  "location",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "partNumber",
  "policy",
  "replication",
  "requestPayment",
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
  "restore",
  "select",
  "select-type",
  "storageClass",
  "tagging",
  "torrent",
  "uploadId",
  "uploads",
  "versionId",
  "versioning",
  "versions",
  "website",
]);

/** The string to sign (S3 Developer Guide, "Signing and authenticating REST requests"), latin1. */
export function sigv2StringToSign(parts: SigV2Parts): string {
  const { method, contentMd5, contentType, date, amzHeaders } = parts;
  const headers = amzHeaders.map(({ name, value }) => `${name}:${value}\n`).join("");
  return `${method}\n${contentMd5}\n${contentType}\n${date}\n${headers}${sigv2Resource(parts)}`;
}

/** The last line: bucket, path and sub-resources. */
export function sigv2Resource({ bucket, path, subResources }: SigV2Parts): string {
  const listed = subResources.map(({ name, value }) => (value === null ? name : `${name}=${value}`));
  return `${bucket}${path}${listed.length === 0 ? "" : `?${listed.join("&")}`}`;
}

/**
 * The parts as S3 reads them, best first: at AWS the host tells the bucket; at other hosts it is the path's, the first label's,
 * or (a custom domain) the host itself.
 */
export function sigv2Readings(request: CapturedRequest, claim: SigV2Claim): readonly SigV2Parts[] {
  const { path, query } = targetParts(request.target);
  const parameters = queryParameters(query);
  const hasAmzDate = headerValue(request.headers, "x-amz-date") !== undefined;
  const rest = {
    method: request.method,
    contentMd5: headerOrParameter(request, claim, parameters, "content-md5"),
    contentType: headerOrParameter(request, claim, parameters, "content-type"),
    date:
      claim.form === "sigv2-query"
        ? (claim.expiresText ?? "")
        : hasAmzDate
          ? ""
          : (headerValue(request.headers, "date") ?? ""),
    amzHeaders: sigv2AmzHeaders(request, claim.form === "sigv2-query" ? parameters : []),
    path: path === "" ? "/" : path,
    subResources: sigv2SubResources(parameters, (name) => subResourceNames.has(name)),
  };
  return bucketPlaces(request.authority).map((bucket) => ({ bucket, ...rest }));
}

/** The sub-resources that a list of names lets through, values decoded, sorted by name. */
export function sigv2SubResources(
  parameters: readonly QueryParameter[],
  listed: (name: string) => boolean,
): QueryParameter[] {
  return parameters
    .map(({ name, value }) => ({
      name: percentDecode(name),
      value: value === null ? null : percentDecode(value),
    }))
    .filter(({ name }) => listed(name))
    .sort((a, b) => byCodeUnit(a.name, b.name));
}

/** The x-amz- headers merged and sorted; S3 also takes them from the query of a signed URL. */
function sigv2AmzHeaders(request: CapturedRequest, parameters: readonly QueryParameter[]): CanonicalHeader[] {
  const merged = new Map<string, string>();
  const add = (name: string, value: string): void => {
    const before = merged.get(name);
    merged.set(name, before === undefined ? value : `${before},${value}`);
  };
  for (const [name, value] of request.headers) {
    const lower = name.trim().toLowerCase();
    if (lower.startsWith("x-amz-")) add(lower, unfolded(value));
  }
  for (const { name, value } of parameters) {
    const lower = percentDecode(name).toLowerCase();
    if (lower.startsWith("x-amz-")) add(lower, unfolded(percentDecode(value ?? "")));
  }
  return [...merged].map(([name, value]) => ({ name, value })).sort((a, b) => byCodeUnit(a.name, b.name));
}

function headerOrParameter(
  request: CapturedRequest,
  claim: SigV2Claim,
  parameters: readonly QueryParameter[],
  lowerName: string,
): string {
  const sent = headerValue(request.headers, lowerName);
  if (sent !== undefined || claim.form === "sigv2-header") return (sent ?? "").trim();
  const parameter = parameters.find(({ name }) => name.toLowerCase() === lowerName);
  return percentDecode(parameter?.value ?? "");
}

function unfolded(value: string): string {
  return value.replace(/[ \t]*\r?\n[ \t]+/g, " ").trim();
}

const awsHost = /(?:^|\.)s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/;

function bucketPlaces(authority: string): readonly string[] {
  const host = authority.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  if (host.length > 255) return [""];
  if (awsHost.test(host)) {
    const bucket = /^(.+?)\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/.exec(host)?.[1];
    return [bucket === undefined ? "" : `/${bucket}`];
  }
  const [label = ""] = host.split(".");
  return [...new Set(["", `/${label}`, `/${host}`])];
}
