// A request as a call of its operation: service, name and parameters, where all of them follow from the request. Nothing is guessed.

import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import type { QueryParameter } from "../sigv4/canonical-query.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import { percentDecode } from "../sigv4/percent-encoding.ts";
import type { ExportedExchange } from "./exported-exchange.ts";
import { actionParameters, operationOf, s3Resource } from "./operation.ts";

/** An operation with its parameters as the AWS CLI and boto3 name them. */
export interface OperationCall {
  /** The service as boto3 and the AWS CLI name it. */
  readonly service: string;
  /** `GetItem`. */
  readonly operation: string;
  /** `get_item`. */
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The call that a request is; null where its parameters do not follow from it. Total. */
export function operationCall({ examination, requestBody }: ExportedExchange): OperationCall | null {
  const { request, endpoint } = examination;
  const service = endpoint?.service ?? null;
  if (service === null || !requestBody.exact) return null;
  const { method, authority, target, headers } = request;
  const clues = { method, authority, target, headers, body: requestBody.text, service };
  const operation = operationOf(clues);
  // A mark of redaction is no value of a parameter.
  if (operation === null || target.includes("[redacted")) return null;
  const parameters =
    headerValue(headers, "x-amz-target") !== undefined
      ? jsonParameters(requestBody.text ?? "")
      : service === "s3"
        ? s3Parameters(operation, request)
        : queryCall(actionParameters(clues) ?? []);
  return parameters && { service, operation, method: snakeCase(operation), parameters };
}

/** botocore's `xform_name`: `GetItem` to `get_item`, `ListObjectsV2` to `list_objects_v2`, `DescribeDBInstances` to `describe_db_instances`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z])(?=V\d+$)/, "$1_")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .replace(/__/g, "_");
}

type Parameters = Readonly<Record<string, unknown>>;

/** JSON bodies are latin1 text of UTF-8. Blobs stay base64, which the CLI's JSON input takes and boto3 does not: none is told apart. */
function jsonParameters(body: string): Parameters | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(body === "" ? "{}" : body, "latin1").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Parameters of a Query service: texts and nothing nested, since types and shapes are in its model alone. */
function queryCall(parameters: readonly QueryParameter[]): Parameters | null {
  const found: Record<string, string> = {};
  for (const { name, value } of parameters) {
    const key = percentDecode(name);
    if (/^(?:Action|Version|X-Amz-.*)$/i.test(key)) continue;
    const text = percentDecode((value ?? "").replaceAll("+", " "));
    if (!/^[A-Z][A-Za-z0-9]*$/.test(key) || /^(?:\d{1,9}|true|false)$/i.test(text)) return null;
    found[key] = utf8(text);
  }
  return found;
}

const s3Fields: Readonly<Record<string, "none" | "bucket" | "object">> = {
  ListBuckets: "none",
  HeadBucket: "bucket",
  DeleteBucket: "bucket",
  GetBucketLocation: "bucket",
  ListObjectsV2: "bucket",
  GetObject: "object",
  HeadObject: "object",
  DeleteObject: "object",
  GetObjectTagging: "object",
};

const s3Options: Readonly<Record<string, string>> = {
  prefix: "Prefix",
  delimiter: "Delimiter",
  "start-after": "StartAfter",
  "continuation-token": "ContinuationToken",
  "encoding-type": "EncodingType",
  versionid: "VersionId",
};

function s3Parameters(
  operation: string,
  request: ExportedExchange["examination"]["request"],
): Parameters | null {
  const fields = s3Fields[operation];
  if (fields === undefined) return null;
  const { bucket, key } = s3Resource(request);
  const found: Record<string, string> = {};
  if (fields !== "none") found.Bucket = utf8(bucket);
  if (fields === "object") found.Key = utf8(key);
  for (const { name, value } of queryParameters(targetParts(request.target).query)) {
    const lower = percentDecode(name).toLowerCase();
    const option = s3Options[lower];
    if (option !== undefined) found[option] = utf8(percentDecode(value ?? ""));
    else if (!/^(?:x-amz-.*|x-id|list-type|location|tagging|awsaccesskeyid|signature|expires)$/.test(lower))
      return null;
  }
  return found;
}

function utf8(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
