// Multipart uploads: create, upload and copy parts, list, complete, abort.
import { randomBytes } from "node:crypto";
import type { Answer } from "./answer.ts";
import { emptyAnswer, xmlAnswer } from "./answer.ts";
import type { S3Context } from "./s3-context.ts";
import { failure, full, malformedXml, owner, s3Namespace } from "./s3-context.ts";
import { badDigest, copySource, keptHeadersOf, storeObject } from "./s3-entry.ts";
import type { Bucket, StoredObject, Upload } from "./s3-store.ts";
import { contentMd5Fits, entityTag, multipartTag } from "./s3-store.ts";
import { header, queryText, utf8Text } from "./service-request.ts";
import type { XmlNode } from "./xml.ts";
import { children, childText, parseXml, xmlText } from "./xml.ts";

const mostUploads = 10_000;

/** A multipart operation on a key, or null when the request is none. */
export function multipartOperation(context: S3Context, bucket: Bucket): Answer | null {
  const { method } = context.request.captured;
  if (queryText(context.request, "uploads") !== null && method === "POST") return create(context, bucket);
  const id = queryText(context.request, "uploadId");
  if (id === null) return null;
  const upload = context.store.uploads.get(id);
  if (upload === undefined || upload.bucket !== bucket.name || upload.key !== context.key) {
    const text =
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
    return failure(context, 404, ["NoSuchUpload", text], [["UploadId", id]]);
  }
  switch (method) {
    case "PUT":
      return uploadPart(context, upload);
    case "GET":
      return listParts(upload);
    case "POST":
      return complete(context, bucket, upload);
    case "DELETE":
      forget(context, upload);
      return emptyAnswer(204);
    default:
      return null;
  }
}

/** The uploads under way in a bucket. */
export function listUploads(context: S3Context, bucket: Bucket): Answer {
  const uploads = [...context.store.uploads.values()]
    .filter((upload) => upload.bucket === bucket.name)
    .slice(0, 1000);
  const nodes = uploads.map(
    (upload): XmlNode => [
      "Upload",
      [
        ["Key", utf8Text(upload.key)],
        ["UploadId", upload.id],
        ["StorageClass", "STANDARD"],
        ["Initiated", new Date(upload.startedEpochMs).toISOString()],
      ],
    ],
  );
  const head: XmlNode[] = [
    ["Bucket", bucket.name],
    ["KeyMarker", ""],
    ["UploadIdMarker", ""],
    ["MaxUploads", 1000],
    ["IsTruncated", false],
  ];
  return xmlAnswer(200, xmlText(["ListMultipartUploadsResult", [...head, ...nodes]], s3Namespace));
}

function create(context: S3Context, bucket: Bucket): Answer {
  if (context.store.uploads.size >= mostUploads) return full(context);
  const id = randomBytes(24).toString("hex");
  const upload: Upload = {
    id,
    bucket: bucket.name,
    key: context.key,
    startedEpochMs: context.request.nowEpochMs,
    headers: keptHeadersOf(context),
    parts: new Map(),
  };
  context.store.uploads.set(id, upload);
  const members: readonly XmlNode[] = [
    ["Bucket", bucket.name],
    ["Key", utf8Text(context.key)],
    ["UploadId", id],
  ];
  return xmlAnswer(200, xmlText(["InitiateMultipartUploadResult", members], s3Namespace));
}

function uploadPart(context: S3Context, upload: Upload): Answer {
  const number = queryText(context.request, "partNumber") ?? "";
  if (!/^\d{1,5}$/.test(number) || Number(number) < 1 || Number(number) > 10_000) {
    return failure(
      context,
      400,
      ["InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive"],
      [
        ["ArgumentName", "partNumber"],
        ["ArgumentValue", number],
      ],
    );
  }
  const source = header(context.request, "x-amz-copy-source");
  const content = source === null ? context.request.body : copiedBytes(context, source);
  if ("status" in content) return content;
  if (source === null && !contentMd5Fits(header(context.request, "content-md5"), content))
    return badDigest(context);
  const earlier = upload.parts.get(Number(number));
  if (!context.store.reserve(content.length - (earlier?.content.length ?? 0), earlier === undefined ? 1 : 0))
    return full(context);
  const part: StoredObject = {
    content,
    etag: entityTag(content),
    modifiedEpochMs: context.request.nowEpochMs,
    headers: [],
  };
  upload.parts.set(Number(number), part);
  return source === null ? emptyAnswer(200, [["ETag", part.etag]]) : copiedPart(part);
}

function copiedPart(part: StoredObject): Answer {
  const modified = new Date(part.modifiedEpochMs).toISOString();
  return xmlAnswer(
    200,
    xmlText(
      [
        "CopyPartResult",
        [
          ["LastModified", modified],
          ["ETag", part.etag],
        ],
      ],
      s3Namespace,
    ),
  );
}

function copiedBytes(context: S3Context, source: string): Uint8Array | Answer {
  const found = copySource(context, source);
  if ("status" in found) return found;
  const range = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(
    header(context.request, "x-amz-copy-source-range") ?? "",
  );
  return range ? found.content.subarray(Number(range[1]), Number(range[2]) + 1) : found.content;
}

function listParts(upload: Upload): Answer {
  const parts = [...upload.parts]
    .sort(([a], [b]) => a - b)
    .map(
      ([number, part]): XmlNode => [
        "Part",
        [
          ["PartNumber", number],
          ["LastModified", new Date(part.modifiedEpochMs).toISOString()],
          ["ETag", part.etag],
          ["Size", part.content.length],
        ],
      ],
    );
  const who: XmlNode = [
    "Owner",
    [
      ["ID", owner.id],
      ["DisplayName", owner.name],
    ],
  ];
  const head: XmlNode[] = [
    ["Bucket", upload.bucket],
    ["Key", utf8Text(upload.key)],
    ["UploadId", upload.id],
    who,
    ["StorageClass", "STANDARD"],
    ["MaxParts", 10_000],
    ["IsTruncated", false],
  ];
  return xmlAnswer(200, xmlText(["ListPartsResult", [...head, ...parts]], s3Namespace));
}

function complete(context: S3Context, bucket: Bucket, upload: Upload): Answer {
  const document = parseXml(context.request.body);
  const named = document === null ? [] : children(document.root, "Part");
  if (document === null || named.length === 0 || named.length > 10_000) return malformedXml(context);
  const parts: StoredObject[] = [];
  let last = 0;
  for (const node of named) {
    const number = Number(childText(node, "PartNumber") ?? "");
    const part = upload.parts.get(number);
    if (
      part === undefined ||
      part.etag.replaceAll('"', "") !== (childText(node, "ETag") ?? "").replaceAll('"', "").trim()
    ) {
      const text =
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
      return failure(
        context,
        400,
        ["InvalidPart", text],
        [
          ["UploadId", upload.id],
          ["PartNumber", String(number)],
        ],
      );
    }
    if (number <= last)
      return failure(context, 400, [
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
      ]);
    last = number;
    parts.push(part);
  }
  return finish(context, bucket, upload, parts);
}

/** The parts' bytes are given back before the object takes them, so that a full store can still complete an upload. */
function finish(context: S3Context, bucket: Bucket, upload: Upload, parts: readonly StoredObject[]): Answer {
  const content = Buffer.concat(parts.map((part) => part.content));
  forget(context, upload);
  const object: StoredObject = {
    content,
    etag: multipartTag(parts),
    modifiedEpochMs: context.request.nowEpochMs,
    headers: upload.headers,
  };
  if (!storeObject(context, bucket, object)) return full(context);
  const location = `https://${context.request.host}/${utf8Text(context.key)}`;
  const members: readonly XmlNode[] = [
    ["Location", location],
    ["Bucket", bucket.name],
    ["Key", utf8Text(context.key)],
    ["ETag", object.etag],
  ];
  return xmlAnswer(200, xmlText(["CompleteMultipartUploadResult", members], s3Namespace));
}

function forget(context: S3Context, upload: Upload): void {
  context.store.uploads.delete(upload.id);
  for (const part of upload.parts.values()) context.store.reserve(-part.content.length, -1);
}
