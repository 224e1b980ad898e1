// Bucket operations, and the sub-resources that clients ask for on the way.
import type { Answer } from "./answer.ts";
import { emptyAnswer, xmlAnswer } from "./answer.ts";
import type { S3Context } from "./s3-context.ts";
import {
  bucketOr404,
  failure,
  isAnswer,
  malformedXml,
  notImplemented,
  owner,
  s3Namespace,
} from "./s3-context.ts";
import { removeObject } from "./s3-entry.ts";
import { listObjects } from "./s3-listing.ts";
import { listUploads } from "./s3-multipart.ts";
import { postObject } from "./s3-post.ts";
import type { Bucket } from "./s3-store.ts";
import { absentSubResources, accessControl, emptySubResources, subResource } from "./s3-sub-resource.ts";
import { queryText, utf8Bytes, utf8Text } from "./service-request.ts";
import type { XmlNode } from "./xml.ts";
import { children, childText, parseXml, xmlText } from "./xml.ts";

/** GET of the service: the list of buckets. */
export function listBuckets(context: S3Context): Answer {
  const { store } = context;
  const buckets = [...store.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const nodes = buckets.map(
    (bucket): XmlNode => [
      "Bucket",
      [
        ["Name", bucket.name],
        ["CreationDate", new Date(bucket.createdEpochMs).toISOString()],
      ],
    ],
  );
  const document: XmlNode = [
    "ListAllMyBucketsResult",
    [
      [
        "Owner",
        [
          ["ID", owner.id],
          ["DisplayName", owner.name],
        ],
      ],
      ["Buckets", nodes],
    ],
  ];
  return xmlAnswer(200, xmlText(document, s3Namespace));
}

/** An operation on a bucket. */
export function bucketOperation(context: S3Context): Answer {
  switch (context.request.captured.method) {
    case "GET":
      return readBucket(context);
    case "HEAD":
      return withBucket(context, (bucket) =>
        emptyAnswer(200, [
          ["x-amz-bucket-region", bucket.region],
          ["Content-Type", "application/xml"],
        ]),
      );
    case "PUT":
      return subResource(context) === null ? createBucket(context) : notImplemented(context);
    case "DELETE":
      return subResource(context) === null
        ? withBucket(context, (bucket) => deleteBucket(context, bucket))
        : emptyAnswer(204);
    case "POST":
      return withBucket(context, (bucket) =>
        queryText(context.request, "delete") === null
          ? (postObject(context, bucket) ?? notImplemented(context))
          : deleteObjects(context, bucket),
      );
    default:
      return failure(context, 405, [
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
      ]);
  }
}

function readBucket(context: S3Context): Answer {
  return withBucket(context, (bucket) => {
    const name = subResource(context);
    const absent = name === null ? undefined : absentSubResources[name];
    if (absent) return failure(context, 404, absent, [["BucketName", bucket.name]]);
    const empty = name === null ? undefined : emptySubResources[name];
    if (empty) return xmlAnswer(200, xmlText(empty, s3Namespace));
    switch (name) {
      case null:
      case "versions":
        return listObjects(context, bucket);
      case "location":
        return xmlAnswer(
          200,
          xmlText(["LocationConstraint", bucket.region === "us-east-1" ? "" : bucket.region], s3Namespace),
        );
      case "uploads":
        return listUploads(context, bucket);
      case "acl":
        return accessControl();
      default:
        return notImplemented(context);
    }
  });
}

function withBucket(context: S3Context, then: (bucket: Bucket) => Answer): Answer {
  const bucket = bucketOr404(context);
  return isAnswer(bucket) ? bucket : then(bucket);
}

function createBucket(context: S3Context): Answer {
  const name = context.bucketName ?? "";
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(name)) {
    return failure(
      context,
      400,
      ["InvalidBucketName", "The specified bucket is not valid."],
      [["BucketName", utf8Text(name)]],
    );
  }
  const document = context.request.body.length === 0 ? null : parseXml(context.request.body);
  if (context.request.body.length > 0 && document === null) return malformedXml(context);
  const asked = document === null ? null : childText(document.root, "LocationConstraint");
  const here = context.request.endpoint.region ?? "us-east-1";
  const existing = context.store.buckets.get(name);
  if (existing && existing.region !== "us-east-1") {
    return failure(
      context,
      409,
      [
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
      ],
      [["BucketName", name]],
    );
  }
  if (!existing) {
    if (!context.store.roomForBucket())
      return failure(context, 400, [
        "TooManyBuckets",
        "You have attempted to create more buckets than allowed",
      ]);
    const region = asked === null || asked === "" ? here : asked;
    context.store.buckets.set(name, {
      name,
      region,
      createdEpochMs: context.request.nowEpochMs,
      objects: new Map(),
    });
  }
  return emptyAnswer(200, [["Location", `/${name}`]]);
}

function deleteBucket(context: S3Context, bucket: Bucket): Answer {
  if (bucket.objects.size > 0) {
    return failure(
      context,
      409,
      ["BucketNotEmpty", "The bucket you tried to delete is not empty"],
      [["BucketName", bucket.name]],
    );
  }
  context.store.buckets.delete(bucket.name);
  for (const upload of [...context.store.uploads.values()]) {
    if (upload.bucket !== bucket.name) continue;
    context.store.uploads.delete(upload.id);
    for (const part of upload.parts.values()) context.store.reserve(-part.content.length, -1);
  }
  return emptyAnswer(204);
}

function deleteObjects(context: S3Context, bucket: Bucket): Answer {
  const document = parseXml(context.request.body);
  const objects = document === null ? [] : children(document.root, "Object");
  if (document === null || document.name !== "Delete" || objects.length === 0 || objects.length > 1000)
    return malformedXml(context);
  const quiet = childText(document.root, "Quiet") === "true";
  const nodes: XmlNode[] = [];
  for (const object of objects) {
    const key = childText(object, "Key") ?? "";
    removeObject(context, bucket, utf8Bytes(key));
    if (!quiet) nodes.push(["Deleted", [["Key", key]]]);
  }
  return xmlAnswer(200, xmlText(["DeleteResult", nodes], s3Namespace));
}
