// Object operations: put, get with ranges and conditions, head, delete, copy.
import type { Answer } from "./answer.ts";
import { emptyAnswer, xmlAnswer } from "./answer.ts";
import type { S3Context } from "./s3-context.ts";
import { bucketOr404, failure, full, isAnswer, notImplemented, s3Namespace } from "./s3-context.ts";
import { badDigest, copySource, keptHeadersOf, removeObject, storeObject } from "./s3-entry.ts";
import { multipartOperation } from "./s3-multipart.ts";
import type { Bucket, StoredObject } from "./s3-store.ts";
import { contentMd5Fits, entityTag } from "./s3-store.ts";
import { accessControl, subResource } from "./s3-sub-resource.ts";
import { header, queryText, utf8Text } from "./service-request.ts";
import { xmlText } from "./xml.ts";

/** An operation on an object. */
export function objectOperation(context: S3Context): Answer {
  const bucket = bucketOr404(context);
  if (isAnswer(bucket)) return bucket;
  const multipart = multipartOperation(context, bucket);
  if (multipart !== null) return multipart;
  switch (context.request.captured.method) {
    case "PUT":
      return putOrCopy(context, bucket);
    case "GET":
    case "HEAD":
      return readObject(context, bucket);
    case "DELETE":
      if (subResource(context) === null) removeObject(context, bucket, context.key);
      return emptyAnswer(204);
    default:
      return notImplemented(context);
  }
}

function putOrCopy(context: S3Context, bucket: Bucket): Answer {
  if (subResource(context) !== null) return notImplemented(context);
  if (context.key.length > 1024) return failure(context, 400, ["KeyTooLongError", "Your key is too long"]);
  if (header(context.request, "if-none-match") === "*" && bucket.objects.has(context.key)) {
    return failure(
      context,
      412,
      ["PreconditionFailed", "At least one of the pre-conditions you specified did not hold"],
      [["Condition", "If-None-Match"]],
    );
  }
  const source = header(context.request, "x-amz-copy-source");
  if (source !== null) return copyObject(context, bucket, source);
  const content = context.request.body;
  if (!contentMd5Fits(header(context.request, "content-md5"), content)) return badDigest(context);
  const object: StoredObject = {
    content,
    etag: entityTag(content),
    modifiedEpochMs: context.request.nowEpochMs,
    headers: keptHeadersOf(context),
  };
  return storeObject(context, bucket, object) ? emptyAnswer(200, [["ETag", object.etag]]) : full(context);
}

function copyObject(context: S3Context, bucket: Bucket, source: string): Answer {
  const found = copySource(context, source);
  if ("status" in found) return found;
  const replaced = header(context.request, "x-amz-metadata-directive") === "REPLACE";
  const copy: StoredObject = {
    ...found,
    modifiedEpochMs: context.request.nowEpochMs,
    headers: replaced ? keptHeadersOf(context) : found.headers,
  };
  if (!storeObject(context, bucket, copy)) return full(context);
  const modified = new Date(copy.modifiedEpochMs).toISOString();
  return xmlAnswer(
    200,
    xmlText(
      [
        "CopyObjectResult",
        [
          ["LastModified", modified],
          ["ETag", copy.etag],
        ],
      ],
      s3Namespace,
    ),
  );
}

function readObject(context: S3Context, bucket: Bucket): Answer {
  const object = bucket.objects.get(context.key);
  if (object === undefined)
    return failure(
      context,
      404,
      ["NoSuchKey", "The specified key does not exist."],
      [["Key", utf8Text(context.key)]],
    );
  switch (subResource(context)) {
    case null:
      break;
    case "acl":
      return accessControl();
    case "tagging":
      return xmlAnswer(200, xmlText(["Tagging", [["TagSet", ""]]], s3Namespace));
    default:
      return notImplemented(context);
  }
  const headers: Answer["headers"] = [
    ["Last-Modified", new Date(object.modifiedEpochMs).toUTCString()],
    ["ETag", object.etag],
    ["Accept-Ranges", "bytes"],
    ...shownHeaders(context, object),
  ];
  const condition = failedCondition(context, object);
  if (condition === 304) return emptyAnswer(304, headers);
  if (condition === 412)
    return failure(context, 412, [
      "PreconditionFailed",
      "At least one of the pre-conditions you specified did not hold",
    ]);
  return ranged(context, object, headers);
}

function failedCondition(context: S3Context, object: StoredObject): 304 | 412 | null {
  const bare = (tag: string): string => tag.trim().replace(/^W\//, "").replaceAll('"', "");
  const listed = (list: string): boolean =>
    list.split(",").some((tag) => tag.trim() === "*" || bare(tag) === bare(object.etag));
  const match = header(context.request, "if-match");
  const noneMatch = header(context.request, "if-none-match");
  const since = Date.parse(header(context.request, "if-modified-since") ?? "");
  const until = Date.parse(header(context.request, "if-unmodified-since") ?? "");
  const seconds = Math.floor(object.modifiedEpochMs / 1000) * 1000;
  if (match !== null ? !listed(match) : seconds > until) return 412;
  return (noneMatch !== null ? listed(noneMatch) : seconds <= since) ? 304 : null;
}

const overridable = [
  "content-type",
  "content-language",
  "expires",
  "cache-control",
  "content-disposition",
  "content-encoding",
];

/** The object's own headers, overridden where the query says so; Content-Type is always there. */
function shownHeaders(context: S3Context, object: StoredObject): Answer["headers"] {
  const headers = new Map(
    object.headers.map(([name, value]) => [name.toLowerCase(), [name, value] as const]),
  );
  if (!headers.has("content-type")) headers.set("content-type", ["Content-Type", "binary/octet-stream"]);
  for (const name of overridable) {
    const value = queryText(context.request, `response-${name}`);
    if (value !== null && /^[\x20-\x7e]*$/.test(value)) headers.set(name, [name, value]);
  }
  return [...headers.values()];
}

function ranged(context: S3Context, object: StoredObject, headers: Answer["headers"]): Answer {
  const total = object.content.length;
  const range = rangeOf(header(context.request, "range"), total);
  if (range === "unsatisfiable") {
    return failure(
      context,
      416,
      ["InvalidRange", "The requested range is not satisfiable"],
      [
        ["RangeRequested", header(context.request, "range") ?? ""],
        ["ActualObjectSize", String(total)],
      ],
    );
  }
  const body = range === null ? object.content : object.content.subarray(range.from, range.to + 1);
  const extra: Answer["headers"] =
    range === null ? [] : [["Content-Range", `bytes ${range.from}-${range.to}/${total}`]];
  return {
    status: range === null ? 200 : 206,
    headers: [...headers, ...extra],
    body,
    announcedBytes: body.length,
  };
}

/** One byte range (RFC 9110, 14.1.2); anything else is read as none, as S3 does. */
function rangeOf(text: string | null, total: number): { from: number; to: number } | "unsatisfiable" | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(text ?? "");
  if (!found || (found[1] === "" && found[2] === "")) return null;
  const suffix = found[1] === "";
  const from = suffix ? Math.max(0, total - Number(found[2])) : Number(found[1]);
  const to = suffix || found[2] === "" ? total - 1 : Math.min(total - 1, Number(found[2]));
  if (!suffix && found[2] !== "" && Number(found[2]) < Number(found[1])) return null;
  return from >= total || (suffix && Number(found[2]) === 0) ? "unsatisfiable" : { from, to };
}
