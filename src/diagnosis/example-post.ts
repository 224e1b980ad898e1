// Examples of browser uploads: a form with a signed policy, right or wrong on purpose.
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";
import { targetParts } from "../http/request-target.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import type { PostField } from "../sigv4/post-form.ts";
import type { SignedText } from "../sigv4/signed-text.ts";
import { textSignature } from "../sigv4/signed-text.ts";
import type { Example } from "./example.ts";
import { exampleAccessKeyId, exampleKnowledge, exampleSecret } from "./example.ts";

/** A form to sign and post, and the places where it can be made wrong. */
export interface PostRecipe {
  readonly url?: string;
  /** ISO 8601; default ten minutes after the form is signed. */
  readonly expiration?: string;
  /** Conditions beside the bucket's and those of the signature's own fields. */
  readonly conditions?: readonly unknown[];
  /** Fields beside those of the signature. */
  readonly fields?: readonly PostField[];
  readonly version?: 4 | 2;
  /** What the client signs instead of the policy as posted. */
  readonly signed?: (policy: string) => Partial<SignedText>;
  readonly secret?: string;
  /** Changes the finished fields, the signature among them. */
  readonly posted?: (fields: readonly PostField[]) => readonly PostField[];
  readonly fileBytes?: number;
  /** Fields behind the file. */
  readonly behindFile?: readonly PostField[];
  readonly response?: CapturedResponse;
  readonly knowledge?: Knowledge;
  readonly nowEpochMs?: number;
}

const boundary = "----formboundary7MA4YWxkTrZu0gW";
const scope = { date: "20260102", region: "us-east-1", service: "s3", terminator: "aws4_request" };

/** Signs a form at 2026-01-02T03:04:05Z and posts it. */
export function postExample(recipe: PostRecipe): Example {
  const own = signatureFields(recipe.version ?? 4);
  const given = recipe.fields ?? [{ name: "key", value: "user/eric/photo.jpg" }];
  const conditions = [
    { bucket: "examplebucket" },
    ...(recipe.conditions ?? [["starts-with", "$key", "user/eric/"]]),
    ...(recipe.version === 2 ? [] : own.map(({ name, value }) => ({ [name]: value }))),
  ];
  const policy = btoa(
    JSON.stringify({ expiration: recipe.expiration ?? "2026-01-02T03:14:05Z", conditions }),
  );
  const signature: PostField = {
    name: recipe.version === 2 ? "signature" : "x-amz-signature",
    value: signed(recipe, policy),
  };
  const fields = [...given, ...own, { name: "policy", value: policy }, signature];
  const request = requestOf(recipe, recipe.posted ? recipe.posted(fields) : fields);
  return {
    request,
    response: recipe.response ?? null,
    knowledge: recipe.knowledge ?? exampleKnowledge(),
    nowEpochMs: recipe.nowEpochMs ?? 1_767_323_045_000,
    signedCanonicalRequest: null,
  };
}

/** The fields with one of them changed. */
export function withField(fields: readonly PostField[], name: string, value: string): readonly PostField[] {
  return fields.map((field) => (field.name === name ? { name, value } : field));
}

function signatureFields(version: 4 | 2): PostField[] {
  if (version === 2) return [{ name: "AWSAccessKeyId", value: exampleAccessKeyId }];
  return [
    { name: "x-amz-algorithm", value: "AWS4-HMAC-SHA256" },
    { name: "x-amz-credential", value: `${exampleAccessKeyId}/20260102/us-east-1/s3/aws4_request` },
    { name: "x-amz-date", value: "20260102T030405Z" },
  ];
}

function signed(recipe: PostRecipe, policy: string): string {
  const text: SignedText = {
    text: policy,
    method: recipe.version === 2 ? "HmacSHA1" : "AWS4-HMAC-SHA256",
    ...recipe.signed?.(policy),
  };
  return (
    textSignature(text, { accessKeyId: exampleAccessKeyId, scope }, recipe.secret ?? exampleSecret) ?? ""
  );
}

function requestOf(recipe: PostRecipe, fields: readonly PostField[]): CapturedRequest {
  const { authority, path } = targetParts(recipe.url ?? "https://examplebucket.s3.us-east-1.amazonaws.com/");
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n${"x".repeat(recipe.fileBytes ?? 16)}\r\n`;
  const body = latin1Bytes(
    `${fields.map(partOf).join("")}${file}${(recipe.behindFile ?? []).map(partOf).join("")}--${boundary}--\r\n`,
  );
  return {
    method: "POST",
    scheme: "https",
    authority: authority ?? "",
    target: path === "" ? "/" : path,
    httpVersion: "1.1",
    headers: [
      ["Host", authority ?? ""],
      ["Content-Type", `multipart/form-data; boundary=${boundary}`],
      ["Content-Length", String(body.length)],
    ],
    body: wholeBody(body),
    connection: null,
    receivedAtEpochMs: null,
  };
}

function partOf({ name, value }: PostField): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}
