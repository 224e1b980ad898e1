// A browser's form (multipart/form-data, RFC 7578) cut into its fields: total, bounded, and nothing decoded.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import { headerValue } from "../http/raw-headers.ts";

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

const partLimit = 200;
const valueLimit = 128 * 1024;
const headLimit = 8 * 1024;

/** Reads the form of a POST; null when the request is none or its body is not held. */
export function readPostForm({ method, headers, body }: CapturedRequest): PostForm | null {
  if (method !== "POST" || body.content === null) return null;
  const boundary = boundaryOf(headerValue(headers, "content-type") ?? "");
  if (boundary === null) return null;
  const text = `\r\n${latin1(body.content)}`;
  const fields: PostField[] = [];
  let file: PostFile | null = null;
  for (const part of parts(text, `\r\n--${boundary}`)) {
    if (part.name.toLowerCase() === "file" && file === null)
      file = { fieldsBefore: fields.length, filename: part.filename, bytes: part.to - part.from };
    else if (part.to - part.from <= valueLimit)
      fields.push({ name: part.name, value: text.slice(part.from, part.to) });
  }
  return { fields, file };
}

/** The first value of a field in front of the file, as S3 reads it; names are compared without their case. */
export function postField(form: PostForm, lowerName: string): string | undefined {
  const read = form.file === null ? form.fields : form.fields.slice(0, form.file.fieldsBefore);
  return read.find(({ name }) => name.toLowerCase() === lowerName)?.value;
}

function boundaryOf(contentType: string): string | null {
  if (!/^multipart\/form-data\s*(?:;|$)/i.test(contentType)) return null;
  const found = /;\s*boundary=(?:"([^"\r\n]{1,200})"|([^;\s"]{1,200}))/i.exec(contentType);
  return found?.[1] ?? found?.[2] ?? null;
}

interface Part {
  readonly name: string;
  readonly filename: string | null;
  readonly from: number;
  readonly to: number;
}

/** The parts between the delimiters; what is not closed ends with the text. */
function* parts(text: string, delimiter: string): Generator<Part> {
  let at = text.indexOf(delimiter);
  for (let count = 0; at >= 0 && count < partLimit; count += 1) {
    const start = at + delimiter.length;
    if (text.startsWith("--", start)) return;
    const next = text.indexOf(delimiter, start);
    const part = partAt(text, start, next < 0 ? text.length : next);
    if (part) yield part;
    at = next;
  }
}

function partAt(text: string, start: number, to: number): Part | null {
  const headEnd = text.indexOf("\r\n\r\n", start);
  if (headEnd < 0 || headEnd >= to || headEnd - start > headLimit) return null;
  const disposition = /\r\ncontent-disposition:([^\r\n]*)/i.exec(text.slice(start, headEnd))?.[1] ?? "";
  const name = parameter(disposition, "name");
  if (name === null) return null;
  return { name, filename: parameter(disposition, "filename"), from: headEnd + 4, to };
}

function parameter(disposition: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, "i").exec(disposition);
  return found?.[1]?.replace(/\\(.)/g, "$1") ?? found?.[2] ?? null;
}
