// Browser uploads: a form with a policy that is signed as base64.

import { createHmac } from "node:crypto";
import { credentialSets, plan } from "./shapes.mjs";
import { hmac, signingKey } from "./signer.mjs";

const set = credentialSets[1];

/** A form; hooks change what is signed, the fields, or the conditions. */
function form(r, hooks = {}) {
  const region = r.pick(["us-east-1", "eu-west-1", "ap-southeast-2"]);
  const bucket = `${r.word()}-${r.hex(4)}`;
  const base = plan(r, {
    set,
    dialect: "s3",
    service: "s3",
    region,
    host: `${bucket}.s3.${region}.amazonaws.com`,
  });
  const date = base.time.slice(0, 8);
  const credential = `${set.keyId}/${date}/${region}/s3/aws4_request`;
  const key = `uploads/${r.word()}-${r.int(1, 99)}.txt`;
  const fields = [
    ["key", key],
    ["acl", "private"],
    ["Content-Type", "text/plain"],
    ["x-amz-credential", credential],
    ["x-amz-algorithm", "AWS4-HMAC-SHA256"],
    ["x-amz-date", base.time],
  ];
  const policy = {
    expiration: hooks.expiration?.(base.now) ?? new Date(Date.parse(base.now) + 3600_000).toISOString(),
    conditions: [
      { bucket },
      ["starts-with", "$key", "uploads/"],
      { acl: "private" },
      ["starts-with", "$Content-Type", "text/"],
      { "x-amz-credential": hooks.conditionCredential?.(credential) ?? credential },
      { "x-amz-algorithm": "AWS4-HMAC-SHA256" },
      { "x-amz-date": base.time },
      ...(hooks.conditions ?? []),
    ],
  };
  const text = Buffer.from(JSON.stringify(policy)).toString("base64");
  const signedText = hooks.signed?.(text, policy) ?? text;
  const signer = signingKey({ secret: set.secret, date, region, service: "s3", terminator: "aws4_request" });
  const signature = hooks.signature?.(signedText) ?? hmac(signer, signedText).toString("hex");
  const own = [
    ...fields.map(([n, v]) => [n, hooks.field?.(n, v) ?? v]),
    ...(hooks.extra ?? []),
    ["policy", hooks.shown?.(text) ?? text],
    ["x-amz-signature", signature],
  ];
  const boundary = `----WebKitFormBoundary${r.hex(16)}`;
  const parts = own.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello ${r.hex(6)}\r\n`;
  const all = hooks.fileFirst ? [file, ...parts] : [...parts, file];
  const body = Buffer.from(`${all.join("")}--${boundary}--\r\n`);
  const headers = [
    ["Host", base.host],
    ["Content-Type", `multipart/form-data; boundary=${boundary}`],
    ["Content-Length", String(body.length)],
  ];
  return {
    message: { method: "POST", path: "/", query: [], headers, body },
    now: base.now,
    profiles: [{ name: "default", keyId: set.keyId, secret: set.secret }],
  };
}
const signature =
  (variant, hooks, more = {}) =>
  (r) => ({ ...form(r, hooks), id: "post-policy-signature", variant, verdicts: ["mismatch"], ...more });
const field =
  (variant, hooks, more = {}) =>
  (r) => ({ ...form(r, hooks), id: "post-policy-field-mismatch", variant, verdicts: ["valid"], ...more });
const wrapped = (text) => text.replace(/.{76}/g, "$&\n");

export const postCorrect = (r) => ({
  ...form(r),
  id: "post policy",
  variant: "as it is",
  verdicts: ["valid"],
  causes: [],
  kind: "correct",
});
export const postPolicies = [
  signature(
    "another expiry signed",
    {
      signed: (_t, p) =>
        Buffer.from(JSON.stringify({ ...p, expiration: "2030-01-01T00:00:00Z" })).toString("base64"),
    },
    { also: [[]] },
  ),
  signature("wrapped base64 signed", { signed: wrapped }),
  signature("url-safe base64 signed", {
    conditions: [{ "x-amz-meta-pad": ">>>>>>>" }],
    extra: [["x-amz-meta-pad", ">>>>>>>"]],
    signed: (t) => t.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
  }),
  signature("plain JSON signed", { signed: (t) => Buffer.from(t, "base64").toString() }),
  signature(
    "version 2 HMAC",
    { signature: (t) => createHmac("sha1", set.secret).update(t).digest("base64") },
    { verdicts: undefined },
  ),
  signature("line end behind signed", { signed: (t) => `${t}\n` }),
  signature("pretty JSON signed", {
    signed: (_t, p) => Buffer.from(JSON.stringify(p, null, 2)).toString("base64"),
  }),
  field("credential with a slash", { conditionCredential: (c) => `${c}/` }),
  field("extra field", { extra: [["x-amz-meta-extra", "1"]] }),
  field("key outside the prefix", { field: (n, v) => (n === "key" ? v.replace("uploads/", "other/") : v) }),
  field("another acl", { field: (n, v) => (n === "acl" ? "public-read" : v) }),
  field("condition without its field", { conditions: [{ "x-amz-meta-user": "42" }] }),
  field("content length range", { conditions: [["content-length-range", 100000, 200000]] }),
  field("file first", { fileFirst: true }, { verdicts: undefined }),
  (r) => ({
    ...form(r, { expiration: (now) => new Date(Date.parse(now) - 7200_000).toISOString() }),
    id: "presign-expired",
    variant: "policy expired",
    also: [["post-policy-field-mismatch"]],
    verdicts: ["valid"],
  }),
];
