// Signature version 2: S3's header and query forms, and the form of the Query services.
import { createHmac } from "node:crypto";
import { s3Error, serviceError } from "./answers.mjs";
import { credentialSets, plan } from "./shapes.mjs";
import { encode } from "./signer.mjs";

const hmac = (name, secret, text) =>
  createHmac(name, secret).update(Buffer.from(text, "latin1")).digest("base64");
const set = credentialSets[0];
const profiles = [{ name: "default", keyId: set.keyId, secret: set.secret }];
const subresources = [
  "acl",
  "lifecycle",
  "location",
  "logging",
  "notification",
  "partNumber",
  "policy",
  "requestPayment",
  "torrent",
  "uploadId",
  "uploads",
  "versionId",
  "versioning",
  "versions",
  "website",
];

/** What S3 signs in version 2. */
function resource(bucket, path, query) {
  const own = query.filter(([name]) => subresources.includes(name)).sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const text = own.map(([name, value]) => (value === null ? name : `${name}=${value}`)).join("&");
  return `/${bucket}${path}${text === "" ? "" : `?${text}`}`;
}
const amz = (headers, sorted = true) => {
  const own = headers
    .filter(([name]) => /^x-amz-/i.test(name))
    .map(([name, value]) => [name.toLowerCase(), value]);
  if (sorted) own.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return own.map(([name, value]) => `${name}:${value}\n`).join("");
};

function header(r, region, change = {}) {
  const bucket = `${r.word()}-${r.hex(4)}`;
  const base = plan(r, { dialect: "s3", service: "s3", region, host: "x" });
  const host = `${bucket}.${region === "us-east-1" ? "s3.amazonaws.com" : `s3.${region}.amazonaws.com`}`;
  const date = new Date(Date.parse(base.now) - 5000).toUTCString();
  const method = change.method ?? "PUT";
  const type = method === "PUT" ? (change.type ?? "text/plain") : "";
  const query = change.query ?? [];
  const path = `/${r.word()}/${r.int(1, 999)}.txt`;
  const own = change.amz ?? [
    ["x-amz-meta-b", "2"],
    ["x-amz-acl", "private"],
  ];
  const parts = {
    method,
    md5: "",
    type,
    date,
    amz: amz(own),
    resource: resource(bucket, path, query),
    bucket,
    path,
    query,
    own,
  };
  const signed = { ...parts, ...change.sign?.(parts) };
  const text = `${signed.method}\n${signed.md5}\n${signed.type}\n${signed.date}\n${signed.amz}${signed.resource}`;
  const headers = [
    ["Host", host],
    ["Date", date],
    ...(type ? [["Content-Type", change.sentType ?? type]] : []),
    ...own,
    ["Authorization", `AWS ${set.keyId}:${hmac(change.hash ?? "sha1", set.secret, text)}`],
    ...(method === "PUT" ? [["Content-Length", "5"]] : []),
  ];
  const message = { method, path, query, headers, body: Buffer.from(method === "PUT" ? "hello" : "") };
  return { message, now: base.now, profiles, base: { ...base, method } };
}

function presigned(r, region) {
  const bucket = `${r.word()}-${r.hex(4)}`;
  const base = plan(r, { dialect: "s3", service: "s3", region, host: "x" });
  const expires = String(Math.floor(Date.parse(base.now) / 1000) + 900);
  const path = `/${r.word()}.bin`;
  const signature = hmac("sha1", set.secret, `GET\n\n\n${expires}\n/${bucket}${path}`);
  const query = [
    ["AWSAccessKeyId", set.keyId],
    ["Expires", expires],
    ["Signature", encode(signature)],
  ];
  const host = `${bucket}.${region === "us-east-1" ? "s3.amazonaws.com" : `s3.${region}.amazonaws.com`}`;
  return {
    message: { method: "GET", path, query, headers: [["Host", host]], body: Buffer.alloc(0) },
    now: base.now,
    profiles,
    base,
  };
}

function queryForm(r, region) {
  const base = plan(r, { dialect: "query", service: "sns", region, host: `sns.${region}.amazonaws.com` });
  const at = new Date(Date.parse(base.now) - 3000).toISOString().replace(/\.\d+/, "");
  const pairs = {
    AWSAccessKeyId: set.keyId,
    Action: "ListTopics",
    SignatureMethod: "HmacSHA256",
    SignatureVersion: "2",
    Timestamp: at,
    Version: "2010-03-31",
  };
  const text = Object.entries(pairs)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
  const signature = hmac("sha256", set.secret, `GET\n${base.host}\n/\n${text}`);
  const query = [...text.split("&").map((pair) => pair.split("=")), ["Signature", encode(signature)]];
  return {
    message: { method: "GET", path: "/", query, headers: [["Host", base.host]], body: Buffer.alloc(0) },
    now: base.now,
    profiles,
    base,
  };
}

const required = { id: "sigv2-where-v4-required" };
const only = ["eu-central-1", "ap-northeast-2", "us-east-2", "ap-south-1"];
const refusal = (made) =>
  s3Error(
    made.base,
    400,
    "InvalidRequest",
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  );
const kms = (made) =>
  s3Error(
    made.base,
    400,
    "InvalidArgument",
    "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
    { ArgumentName: "Authorization", ArgumentValue: "null" },
  );
const withAnswer = (made, answer) => ({ ...made, answer: answer(made) });
const canonical = { id: "sigv2-canonicalization", verdicts: ["mismatch"] };
const wrong =
  (variant, change, more = {}) =>
  (r) => ({ ...header(r, "us-east-1", change), ...canonical, variant, ...more });

export const legacy = [
  (r) => ({ ...header(r, r.pick(only)), ...required, variant: "header, region of v4 only" }),
  (r) => ({ ...withAnswer(header(r, r.pick(only)), refusal), ...required, variant: "header, answered" }),
  (r) => ({ ...header(r, r.pick(only), { method: "GET" }), ...required, variant: "GET, region of v4 only" }),
  (r) => ({ ...presigned(r, r.pick(only)), ...required, variant: "presigned, region of v4 only" }),
  (r) => ({
    ...withAnswer(presigned(r, r.pick(only)), refusal),
    ...required,
    variant: "presigned, answered",
  }),
  (r) => {
    const made = queryForm(r, r.pick(only));
    const answer = serviceError(
      made.base,
      400,
      "IncompleteSignature",
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
    return { ...made, ...required, variant: "Query service, answered", answer };
  },
  (r) => {
    const made = header(r, r.pick(only), { method: "GET" });
    made.message.headers.find((pair) => pair[0] === "Host")[1] = "email.us-east-1.amazonaws.com";
    made.message.headers.find((pair) => pair[0] === "Authorization")[1] =
      `AWS3-HTTPS AWSAccessKeyId=${set.keyId}, Algorithm=HmacSHA256, Signature=${hmac("sha256", set.secret, "x")}`;
    return { ...made, ...required, variant: "version 3 to SES", also: [["auth-missing-component"]] };
  },
  (r) => ({
    ...withAnswer(presigned(r, "us-east-1"), kms),
    id: "sigv2-with-sse-kms",
    variant: "presigned, answered",
  }),
  (r) => ({
    ...withAnswer(header(r, "us-east-1", { method: "GET" }), kms),
    id: "sigv2-with-sse-kms",
    variant: "header, answered",
  }),
  (r) => ({
    ...withAnswer(header(r, "us-west-2", { amz: [["x-amz-server-side-encryption", "aws:kms"]] }), kms),
    id: "sigv2-with-sse-kms",
    variant: "PUT with aws:kms, answered",
  }),
  wrong("bucket missing in the resource", {
    sign: (p) => ({ resource: resource("", p.path, p.query).slice(1) }),
  }),
  wrong("x-amz headers unsorted", { sign: (p) => ({ amz: amz(p.own, false) }) }),
  wrong("content type not signed", { sign: () => ({ type: "" }) }),
  wrong(
    "charset added to the content type",
    { sentType: "text/plain; charset=UTF-8" },
    { also: [["content-type-changed"]] },
  ),
  wrong("sub-resource left out", {
    method: "GET",
    query: [["acl", null]],
    sign: (p) => ({ resource: `/${p.bucket}${p.path}` }),
  }),
  wrong("ordinary parameter signed", {
    method: "GET",
    query: [["prefix", "a"]],
    sign: (p) => ({ resource: `/${p.bucket}${p.path}?prefix=a` }),
  }),
  wrong("date line empty", { sign: () => ({ date: "" }) }),
  wrong("x-amz headers not signed", { sign: () => ({ amz: "" }) }),
];
