// A signer as people write them, in sixty lines: it signs three requests and sends them with node:https, which knows of no proxy. One bug
// can be planted by its name in BUG. Usage: BUG=host-not-signed node home-made-signer.mjs
import { createHash, createHmac } from "node:crypto";
import { request } from "node:https";

const bug = process.env.BUG ?? "";
const keyId = process.env.AWS_ACCESS_KEY_ID;
const region = "us-east-1";
const secret =
  bug === "secret-with-line-feed"
    ? `${process.env.AWS_SECRET_ACCESS_KEY}\n`
    : process.env.AWS_SECRET_ACCESS_KEY;

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
const encode = (text) =>
  encodeURIComponent(text).replace(/[!*'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function canonicalQuery(query) {
  const pairs = Object.entries(query).map(([name, value]) => {
    const encoded = bug === "plus-for-blank" ? encode(value).replaceAll("%20", "+") : encode(value);
    return [encode(name), encoded];
  });
  if (bug !== "query-unsorted") pairs.sort(([one], [other]) => (one < other ? -1 : 1));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

function sign({ method, host, service, path, query, body }) {
  const amzDate = new Date().toISOString().replace(/[:-]|\.\d{3}/g, "");
  const date = bug === "scope-of-yesterday" ? yesterday() : amzDate.slice(0, 8);
  const sent = {
    "content-type": "application/json",
    host,
    "x-amz-date": amzDate,
    "x-amz-meta-note": "two  blanks",
  };
  const values = { ...sent, "x-amz-meta-note": bug === "blanks-kept" ? "two  blanks" : "two blanks" };
  if (bug === "content-type-changed") values["content-type"] = "application/json; charset=utf-8";
  if (bug === "host-not-signed") delete values.host;
  const names = Object.keys(values).sort();
  if (bug === "headers-unsorted") names.reverse();
  const payload = bug === "hash-of-nothing" ? sha256("") : sha256(body);
  const uri = path
    .split("/")
    .map((part) => (bug === "path-encoded-once" ? encode(part) : encode(encode(part))))
    .join("/");
  const headers = names.map((name) => `${name}:${values[name]}\n`).join("");
  const canonical = [method, uri, canonicalQuery(query), headers, names.join(";"), payload].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", amzDate, scope, sha256(canonical)].join("\n");
  const keyRegion = bug === "key-of-another-region" ? "eu-west-1" : region;
  const key = [date, keyRegion, service, "aws4_request"].reduce(
    hmac,
    bug === "no-prefix" ? secret : `AWS4${secret}`,
  );
  const signature = hmac(key, toSign).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return { ...sent, authorization };
}

function yesterday() {
  return new Date(Date.now() - 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
}

function send(call) {
  const headers = { ...sign(call), "content-length": Buffer.byteLength(call.body) };
  const sentQuery = Object.entries(call.query)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join("&");
  const path = `${call.path.split("/").map(encode).join("/")}?${sentQuery}`;
  return new Promise((resolve, reject) =>
    request({ host: call.host, method: call.method, path, headers }, (answer) =>
      answer.resume().on("end", resolve),
    )
      .on("error", reject)
      .end(call.body),
  );
}

const host = `abcde12345.execute-api.${region}.amazonaws.com`;
await send({
  method: "POST",
  host,
  service: "execute-api",
  path: "/prod/a b",
  query: { b: "2", a: "one two" },
  body: '{"x":1}',
});
