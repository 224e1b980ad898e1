// POST object: a browser's form that has passed its policy puts the file it holds (API reference, "POST Object").
import { formBoundary, postField, readPostForm } from "../sigv4/post-form.ts";
import type { Answer } from "./answer.ts";
import { emptyAnswer, xmlAnswer } from "./answer.ts";
import type { S3Context } from "./s3-context.ts";
import { failure, full } from "./s3-context.ts";
import { isKeptHeader, storeObject } from "./s3-entry.ts";
import type { Bucket, StoredObject } from "./s3-store.ts";
import { entityTag } from "./s3-store.ts";
import { utf8Text } from "./service-request.ts";
import { xmlText } from "./xml.ts";

type Form = NonNullable<ReturnType<typeof readPostForm>>;

/** Stores the file of a form; null where the request is none. */
export function postObject(context: S3Context, bucket: Bucket): Answer | null {
  const { captured, body } = context.request;
  const boundary = formBoundary(captured);
  const form = boundary === null ? null : readPostForm(captured);
  if (boundary === null || form === null) return null;
  const content = form.file === null ? null : fileContent(form, boundary, body);
  if (content === null)
    return failure(context, 400, ["InvalidArgument", "POST requires exactly one file upload per request."]);
  const key = (postField(form, "key") ?? "").replaceAll(filenameMark, form.file?.filename ?? "");
  if (key.length > 1024) return failure(context, 400, ["KeyTooLongError", "Your key is too long"]);
  const object: StoredObject = {
    content,
    etag: entityTag(content),
    modifiedEpochMs: context.request.nowEpochMs,
    headers: form.fields
      .filter(({ name }) => isKeptHeader(name))
      .map(({ name, value }) => [name, value] as const),
  };
  return storeObject({ ...context, key }, bucket, object)
    ? stored(context, form, { key, etag: object.etag })
    : full(context);
}

/** What S3 puts the file's own name for. */
const filenameMark = ["$", "{filename}"].join("");

/** The bytes of the file: behind the head of the part that follows the fields in front of it. */
function fileContent({ file }: Form, boundary: string, body: Uint8Array): Uint8Array | null {
  if (file === null) return null;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = `--${boundary}`;
  let at = bytes.indexOf(delimiter, 0, "latin1");
  for (let field = 0; field < file.fieldsBefore && at >= 0; field += 1)
    at = bytes.indexOf(`\r\n${delimiter}`, at + delimiter.length, "latin1");
  const head = at < 0 ? -1 : bytes.indexOf("\r\n\r\n", at + delimiter.length, "latin1");
  return head < 0 ? null : bytes.subarray(head + 4, head + 4 + file.bytes);
}

/** The answer the form asks for: a redirect, 200, 201 with a document, or 204, which is also the answer to any other wish. */
function stored(context: S3Context, form: Form, { key, etag }: { key: string; etag: string }): Answer {
  const bucket = utf8Text(context.bucketName ?? "");
  const path = encodeURIComponent(utf8Text(key)).replaceAll("%2F", "/");
  const location = `${context.request.captured.scheme}://${context.request.captured.authority}/${path}`;
  const headers = [
    ["ETag", etag],
    ["Location", location],
  ] as const;
  const redirect = postField(form, "success_action_redirect") ?? postField(form, "redirect");
  const target = redirect === undefined ? null : parsedUrl(redirect);
  if (target !== null) {
    for (const [name, value] of [
      ["bucket", bucket],
      ["key", utf8Text(key)],
      ["etag", etag],
    ] as const)
      target.searchParams.append(name, value);
    return emptyAnswer(303, [
      ["ETag", etag],
      ["Location", target.href],
    ]);
  }
  const status = postField(form, "success_action_status");
  if (status === "200") return emptyAnswer(200, headers);
  if (status !== "201") return emptyAnswer(204, headers);
  const document = xmlText([
    "PostResponse",
    [
      ["Location", location],
      ["Bucket", bucket],
      ["Key", utf8Text(key)],
      ["ETag", etag],
    ],
  ]);
  return xmlAnswer(201, document, headers);
}

/** An address a browser may be sent to; null for any other text, which S3 ignores. */
function parsedUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}
