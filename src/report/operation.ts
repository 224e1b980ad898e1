// The operation that a request asks for, by its name in the service's model: told by a header, a parameter, or S3's method and resource.
import type { RawHeaders } from "../http/raw-headers.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import type { QueryParameter } from "../sigv4/canonical-query.ts";
import { queryParameters, queryValue } from "../sigv4/canonical-query.ts";
import { percentDecode } from "../sigv4/percent-encoding.ts";

/** What names an operation. Texts are latin1. */
export interface OperationClues {
  readonly method: string;
  readonly authority: string;
  readonly target: string;
  readonly headers: RawHeaders;
  /** The body, where it is known. */
  readonly body: string | null;
  /** The service by its AWS CLI name; null for none. */
  readonly service: string | null;
}

/** Bucket and key of an S3 request; the key is decoded, empty for the bucket itself. Latin1 text. */
export interface S3Resource {
  readonly bucket: string;
  readonly key: string;
}

/** The operation's name (`GetObject`, `AssumeRole`), or null where the request does not tell. Total. */
export function operationOf(clues: OperationClues): string | null {
  const named = headerValue(clues.headers, "x-amz-target")?.split(".").at(-1);
  if (named !== undefined) return operationName(named);
  if (clues.service === "s3") return s3Operation(clues);
  const action = actionParameters(clues);
  return action === null ? null : operationName(queryValue(action, "Action") ?? "");
}

/** The parameters that a Query request asks with: of its query, or of its form. Null where none is an Action. */
export function actionParameters({ target, body }: OperationClues): readonly QueryParameter[] | null {
  const query = queryParameters(targetParts(target).query);
  if (queryValue(query, "Action") !== undefined) return query;
  if (body === null || !/^(?:Action|[A-Za-z0-9.]{1,128})=|&Action=/.test(body.slice(0, 65_536))) return null;
  const form = queryParameters(body.slice(0, 65_536));
  return queryValue(form, "Action") === undefined ? null : form;
}

/** Bucket and key by the host's first labels, or by the path. */
export function s3Resource({ authority, target }: Pick<OperationClues, "authority" | "target">): S3Resource {
  const path = targetParts(target).path.slice(1);
  const host = /^(.+?)\.(?:s3[.-]|s3express)/i.exec(authority)?.[1];
  if (host !== undefined) return { bucket: host, key: percentDecode(path) };
  const slash = path.indexOf("/");
  const bucket = slash < 0 ? path : path.slice(0, slash);
  return { bucket: percentDecode(bucket), key: slash < 0 ? "" : percentDecode(path.slice(slash + 1)) };
}

/** Names of operations are words: anything else is not shown as one. */
function operationName(text: string): string | null {
  return /^[A-Za-z][A-Za-z0-9]{0,127}$/.test(text) ? text : null;
}

/** Parameters of S3 that choose no operation. */
const plainParameters =
  /^(?:x-id|x-amz-.*|list-type|prefix|delimiter|marker|max-keys|continuation-token|start-after|fetch-owner|encoding-type|response-.*|awsaccesskeyid|signature|expires|versionid|partnumber)$/i;

function s3Operation(clues: OperationClues): string | null {
  const { bucket, key } = s3Resource(clues);
  const query = queryParameters(targetParts(clues.target).query);
  const named = queryValue(query, "x-id");
  if (named !== undefined) return operationName(named);
  const special = query.map(({ name }) => name).filter((name) => !plainParameters.test(percentDecode(name)));
  if (special.length > 0)
    return s3Special(
      clues.method,
      special.map((name) => name.toLowerCase()),
      key !== "",
    );
  if (bucket === "") return clues.method === "GET" ? "ListBuckets" : null;
  if (key === "") return bucketOperations(queryValue(query, "list-type") === "2")[clues.method] ?? null;
  if (clues.method === "PUT" && headerValue(clues.headers, "x-amz-copy-source") !== undefined)
    return "CopyObject";
  return objectOperations[clues.method] ?? null;
}

function bucketOperations(second: boolean): Readonly<Record<string, string>> {
  return {
    GET: second ? "ListObjectsV2" : "ListObjects",
    HEAD: "HeadBucket",
    PUT: "CreateBucket",
    DELETE: "DeleteBucket",
  };
}

const objectOperations: Readonly<Record<string, string>> = {
  GET: "GetObject",
  HEAD: "HeadObject",
  PUT: "PutObject",
  DELETE: "DeleteObject",
};

function s3Special(method: string, names: readonly string[], isObject: boolean): string | null {
  const row = names.map((name) => specialOperations[name]).find((found) => found !== undefined);
  if (row) return row[method] ?? null;
  const noun = subResources[names[0] ?? ""];
  const verb = { GET: "Get", PUT: "Put", DELETE: "Delete" }[method];
  if (noun === undefined || verb === undefined) return null;
  return `${verb}${isObject ? "Object" : "Bucket"}${noun}`;
}

/** By parameter, then by method. */
const specialOperations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  uploadid: {
    PUT: "UploadPart",
    POST: "CompleteMultipartUpload",
    DELETE: "AbortMultipartUpload",
    GET: "ListParts",
  },
  uploads: { POST: "CreateMultipartUpload", GET: "ListMultipartUploads" },
  delete: { POST: "DeleteObjects" },
  location: { GET: "GetBucketLocation" },
  session: { GET: "CreateSession" },
  versions: { GET: "ListObjectVersions" },
};

const subResources: Readonly<Record<string, string>> = {
  acl: "Acl",
  tagging: "Tagging",
  policy: "Policy",
  cors: "Cors",
  versioning: "Versioning",
  encryption: "Encryption",
  website: "Website",
  logging: "Logging",
};
