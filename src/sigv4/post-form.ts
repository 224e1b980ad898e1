// A browser's form (multipart/form-data, RFC 7578) as its fields: nothing is decoded.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import { passedBody } from "./passed-body.ts";
import { PostFormReader } from "./post-form-reader.ts";

/** One field of a form, in the order sent. Latin1 text. */
export interface PostField {
  readonly name: string;
  readonly value: string;
}

/** The part that holds the file. S3 ignores every field behind it. */
export interface PostFile {
  /** Number of the fields before it. */
  readonly fieldsBefore: number;
  readonly filename: string | null;
  readonly bytes: number;
}

/** A form. */
export interface PostForm {
  /** All fields but the file, in the order sent. */
  readonly fields: readonly PostField[];
  readonly file: PostFile | null;
}

/** The form of a POST, from its body or from what was read of it while it passed; null when the request is none. */
export function readPostForm(request: CapturedRequest): PostForm | null {
  const passed = passedBody(request);
  if (passed?.form === "post-form") return passed.fields;
  const boundary = formBoundary(request);
  if (boundary === null || request.body.content === null) return null;
  const reader = new PostFormReader(boundary);
  reader.add(request.body.content);
  return reader.end();
}

/** The boundary between the fields of a form, as the head of a request names it; null when it has none. */
export function formBoundary({ method, headers }: CapturedRequest): string | null {
  if (method !== "POST") return null;
  const contentType = headerValue(headers, "content-type") ?? "";
  if (!/^multipart\/form-data\s*(?:;|$)/i.test(contentType)) return null;
  const found = /;\s*boundary=(?:"([^"\r\n]{1,200})"|([^;\s"]{1,200}))/i.exec(contentType);
  return found?.[1] ?? found?.[2] ?? null;
}

/** The first value of a field in front of the file, as S3 reads it; names are compared without their case. */
export function postField(form: PostForm, lowerName: string): string | undefined {
  const read = form.file === null ? form.fields : form.fields.slice(0, form.file.fieldsBefore);
  return read.find(({ name }) => name.toLowerCase() === lowerName)?.value;
}
