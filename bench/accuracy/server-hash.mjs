// Requests that left correctly signed, with the answer of a server that received something else. No secret is known:
// only the canonical request or the string to sign of the answer says what arrived.

import { mismatchAnswer } from "./answers.mjs";
import { built } from "./build.mjs";
import { record } from "./case.mjs";
import { having } from "./faults-headers.mjs";
import { copyOf, dropHeader, header, setHeader } from "./message.mjs";
import { headerShapes, presignedShapes, shapes } from "./shapes.mjs";
import { decode, derive, encode, sha256Hex, singleEncodes, utf8 } from "./signer.mjs";

const telling = (name) => !/^compatible|s3Head$/.test(name) && name !== "queryGet";
const all = Object.keys(shapes).filter(telling);
const headed = headerShapes.filter(telling);
const bodied = ["json", "query", "rest", "s3Put", "s3Meta"];
const keyed = ["s3Get", "s3Put", "s3Meta", "s3Delete", "s3PresignedGet", "s3PresignedPut"];

const on = (id, variant, shapesOf, prepare, arrives, more = {}) => ({
  id,
  variant,
  on: shapesOf,
  prepare,
  arrives,
  also: more.also ?? [],
  forms: more.forms,
});
const value = (name, change) => (message, r) => {
  const after = typeof change === "function" ? change(header(message, name), r) : change;
  if (after === undefined) dropHeader(message, name);
  else setHeader(message, name, after);
};
const nothing = () => undefined;
const segment = (make) => (plan, r) => {
  plan.path = `${plan.path.replace(/\/[^/]*$/, "")}/${make(r)}`;
};
const at = (change) => (message, r) => {
  message.path = change(message.path, r);
};
const hostTo = (change) => (message, r, plan) =>
  setHeader(message, "Host", change(header(message, "Host"), r, plan));
const lost = { also: [["signed-header-not-sent"]] };
const told = { forms: ["bytes", "text"] };

const hosts = [
  on(
    "host-rewritten-by-reverse-proxy",
    "internal name",
    all,
    nothing,
    hostTo((_h, r) => `${r.word()}-backend.internal:8080`),
    { ...told, also: [["host-cdn-or-custom-domain"], ["host-tunnel-override"]] },
  ),
  on(
    "host-rewritten-by-reverse-proxy",
    "localhost",
    all,
    nothing,
    hostTo((_h, r) => `localhost:${r.pick([3000, 8080, 9000])}`),
    { also: [["host-tunnel-override"]] },
  ),
  on(
    "host-cdn-or-custom-domain",
    "distribution",
    ["s3Get", "gateway"],
    nothing,
    hostTo((_h, r) => `d${r.hex(12)}.cloudfront.net`),
    { ...told, also: [["host-rewritten-by-reverse-proxy"]] },
  ),
  on(
    "host-cdn-or-custom-domain",
    "own domain, origin's name arrives",
    ["gateway"],
    (plan) => {
      plan.originHost = plan.host;
      plan.host = "api.example.com";
    },
    (message, _r, plan) => setHeader(message, "Host", plan.originHost),
    { ...told, also: [["host-rewritten-by-reverse-proxy"]] },
  ),
  on(
    "host-port",
    ":443 sent, bare name arrives",
    all,
    (plan) => {
      plan.host += ":443";
    },
    hostTo((h) => h.replace(/:\d+$/, "")),
  ),
  on(
    "host-port",
    "bare name sent, :443 arrives",
    all,
    nothing,
    hostTo((h) => `${h}:443`),
  ),
  on(
    "host-port",
    ":80 arrives",
    all,
    nothing,
    hostTo((h) => `${h}:80`),
  ),
  on(
    "host-case",
    "capitals lowered",
    all,
    (plan) => {
      plan.host = plan.host.replace(/^[a-z]/, (c) => c.toUpperCase());
    },
    hostTo((h) => h.toLowerCase()),
  ),
];
const added =
  (name, given, change, more) =>
  (id, variant, shapesOf = headed) =>
    on(id, variant, shapesOf, having(name, given), value(name, change), more);
const headers = [
  added("Accept-Encoding", "identity", "identity,gzip(gfe)")("accept-encoding-rewritten", "gfe"),
  added("Accept-Encoding", "gzip", "gzip, br")("accept-encoding-rewritten", "gzip, br"),
  added("Accept-Encoding", "identity", "gzip, br")("accept-encoding-rewritten", "cloudflare"),
  added(
    "Accept-Encoding",
    "gzip, identity",
    "gzip, identity, identity",
  )("accept-encoding-rewritten", "identity twice"),
  added("Accept-Encoding", "gzip, deflate, br", undefined, lost)("accept-encoding-rewritten", "dropped"),
  added("Accept-Encoding", "identity", "gzip")("accept-encoding-rewritten", "gzip"),
  added(
    "Range",
    (r) => `bytes=0-${r.int(9, 999)}`,
    undefined,
    lost,
  )("range-header-rewritten", "dropped", ["s3Get", "s3PresignedGet"]),
  added("Range", (r) => `bytes=${r.int(1, 9)}-${r.int(10, 999)}`, "bytes=0-")(
    "range-header-rewritten",
    "widened",
    ["s3Get"],
  ),
  on(
    "content-type-changed",
    "charset added",
    ["s3Put", "s3Meta", "rest"],
    nothing,
    value("Content-Type", (v) => `${v}; charset=UTF-8`),
  ),
  on(
    "content-type-changed",
    "charset added, small",
    ["s3Put", "s3Meta", "rest", "json"],
    nothing,
    value("Content-Type", (v) => `${v};charset=utf-8`),
  ),
  on(
    "content-type-changed",
    "charset removed",
    ["query"],
    nothing,
    value("Content-Type", (v) => v.replace(/;.*/, "")),
  ),
  on(
    "content-type-changed",
    "form type",
    ["s3Put", "json", "rest"],
    nothing,
    value("Content-Type", "application/x-www-form-urlencoded"),
  ),
  on(
    "content-type-changed",
    "octet-stream",
    ["rest", "query"],
    nothing,
    value("Content-Type", "application/octet-stream"),
  ),
  on(
    "content-type-changed",
    "dropped",
    ["s3Put", "s3Meta", "json"],
    nothing,
    value("Content-Type", undefined),
    lost,
  ),
  added("Connection", "keep-alive", undefined, lost)("hop-by-hop-signed", "connection dropped"),
  added("Connection", "keep-alive", "Keep-Alive", { also: [["header-value-case"]] })(
    "hop-by-hop-signed",
    "connection, case",
  ),
  added("Connection", "keep-alive", "close")("hop-by-hop-signed", "connection closed"),
  added("TE", "trailers", undefined, lost)("hop-by-hop-signed", "te dropped"),
  added("User-Agent", "my-app/2.0", "my-app/2.0 corporate-proxy/7", told)("user-agent-rewritten", "suffix"),
  added(
    "User-Agent",
    "my-app/2.0",
    "Mozilla/5.0 (compatible; gateway)",
    told,
  )("user-agent-rewritten", "replaced"),
  added("User-Agent", "my-app/2.0", undefined, lost)("user-agent-rewritten", "dropped"),
  added("x_trace_id", (r) => r.hex(8), undefined, lost)("header-underscore-dropped", "own header"),
  added(
    "x-amz-meta-file_name",
    (r) => r.word(),
    undefined,
    lost,
  )("header-underscore-dropped", "metadata", ["s3Put", "s3Meta"]),
  added(
    "X-Forwarded-For",
    "203.0.113.9",
    "203.0.113.9, 10.0.0.4",
    told,
  )("proxy-headers-signed", "x-forwarded-for grew"),
  added("X-Forwarded-For", "203.0.113.9", undefined, lost)("proxy-headers-signed", "x-forwarded-for dropped"),
  added("X-Forwarded-Proto", "https", "http")("proxy-headers-signed", "x-forwarded-proto"),
  added("Via", "1.1 edge", undefined, lost)("proxy-headers-signed", "via dropped"),
  added(
    "traceparent",
    (r) => `00-${r.hex(32)}-${r.hex(16)}-01`,
    (_v, r) => `00-${r.hex(32)}-${r.hex(16)}-01`,
    told,
  )("trace-header-rewritten", "traceparent"),
  added(
    "X-Amzn-Trace-Id",
    (r) => `Root=1-${r.hex(8)}-${r.hex(24)}`,
    (v, r) => `Self=1-${r.hex(8)}-${r.hex(24)};${v}`,
    told,
  )("trace-header-rewritten", "balancer"),
  added(
    "traceparent",
    (r) => `00-${r.hex(32)}-${r.hex(16)}-01`,
    undefined,
    lost,
  )("trace-header-rewritten", "dropped"),
  added("Expect", "100-continue", undefined, lost)("expect-header", "consumed", ["s3Put", "s3Meta"]),
  added("Expect", "100-continue", "100-Continue", { also: [["header-value-case"]] })(
    "expect-header",
    "case",
    ["s3Put", "s3Meta"],
  ),
  ...["", "0"].map((v) =>
    on(
      "content-length-signed-and-dropped",
      `arrives ${v || "empty"}`,
      bodied,
      (plan) => {
        plan.alsoSign = ["content-length"];
      },
      value("Content-Length", v || undefined),
      v ? {} : lost,
    ),
  ),
  added("x-amz-meta-mode", "Fast", "fast")("header-value-case", "lowered"),
  on(
    "header-duplicate-merge",
    "joined with a blank",
    ["s3Put", "rest", "s3Meta"],
    (plan) => {
      plan.headers.push(["x-amz-meta-tag", "one"], ["x-amz-meta-tag", "two"]);
    },
    (message) => {
      dropHeader(message, "x-amz-meta-tag");
      setHeader(message, "x-amz-meta-tag", "one, two");
    },
  ),
  on(
    "header-duplicate-merge",
    "the last only",
    ["s3Put", "rest", "s3Meta"],
    (plan) => {
      plan.headers.push(["x-amz-meta-tag", "one"], ["x-amz-meta-tag", "two"]);
    },
    (message) => {
      dropHeader(message, "x-amz-meta-tag");
      setHeader(message, "x-amz-meta-tag", "two");
    },
  ),
  added("x-amz-meta-title", utf8("Größe"), utf8(utf8("Größe")))("header-non-ascii", "read as Latin-1", [
    "s3Put",
    "s3Meta",
  ]),
];
const paths = [
  on(
    "path-prefix-rewritten",
    "prefix stripped",
    ["s3Get", "gateway", "rest"],
    (plan, r) => {
      plan.prefix = r.pick(["/s3", "/minio", "/storage", "/api"]);
      plan.path = plan.prefix + plan.path;
    },
    (message, _r, plan) => {
      message.path = message.path.slice(plan.prefix.length);
    },
  ),
  on(
    "path-prefix-rewritten",
    "prefix added",
    ["s3Get", "gateway", "rest"],
    nothing,
    at((p, r) => r.pick(["/s3", "/prod", "/minio", "/v1"]) + p),
  ),
  on(
    "slash-collapse",
    "collapsed",
    keyed,
    segment((r) => `${r.word()}//${r.word()}`),
    at((p) => p.replace(/\/+/g, "/")),
  ),
  on(
    "slash-collapse",
    "leading",
    ["s3Get", "s3PresignedGet"],
    (plan) => {
      plan.path = `/${plan.path}`;
    },
    at((p) => p.replace(/\/+/g, "/")),
  ),
  on(
    "encoded-slash-decoded",
    "in a label",
    ["rest", "gateway"],
    segment((r) => `${r.word()}%2F${r.word()}`),
    at((p) => p.replace(/%2F/g, "/")),
    { also: [["slash-encoded-in-key"]] },
  ),
  on(
    "trailing-slash",
    "added",
    ["gateway", "rest", "s3Get"],
    nothing,
    at((p) => `${p}/`),
  ),
  on(
    "trailing-slash",
    "removed",
    ["gateway", "rest", "s3Get"],
    (plan) => {
      plan.path += "/";
    },
    at((p) => p.slice(0, -1)),
  ),
  on(
    "dot-segments",
    "removed",
    keyed,
    segment((r) => `./${r.word()}/../${r.word()}`),
    at((p) => p.replace("/./", "/").replace(/[^/]+\/\.\.\//, "")),
  ),
  on(
    "plus-vs-space",
    "plus to blank",
    keyed,
    segment((r) => `${r.word()}%2B${r.word()}`),
    at((p) => p.replace("%2B", "%20")),
  ),
  on(
    "plus-vs-space",
    "blank to plus",
    ["s3List", "gateway"],
    (plan, r) => {
      plan.query.push(["q", `${r.word()}%20${r.word()}`]);
    },
    (message) => {
      message.query.at(-1)[1] = message.query.at(-1)[1].replace("%20", "%2B");
    },
  ),
  on(
    "path-double-encoded-s3",
    "encoded once more on the way",
    keyed,
    segment((r) => `${r.word()}%20${r.word()}`),
    at((p) => p.replaceAll("%", "%25")),
    { also: [["path-over-encoded"], ["presign-url-mangled"]] },
  ),
  on(
    "path-over-encoded",
    "decoded on the way",
    ["rest", "gateway"],
    segment((r) => encode(`a:${r.word()}`)),
    at((p) => decode(p)),
    { also: [["path-single-encoded-non-s3"], ["path-reserved-chars-unescaped"]] },
  ),
  on(
    "key-has-hash-question-percent",
    "cut at the hash",
    keyed,
    segment((r) => `${r.word()}%23${r.int(1, 9)}.txt`),
    at((p) => p.replace(/%23.*/, "")),
  ),
];
const queries = [
  on(
    "query-added-after-presign",
    "cache buster",
    presignedShapes,
    nothing,
    (message, r) => message.query.push(["_", r.hex(6)]),
    told,
  ),
  on("query-added-after-presign", "x-id", ["s3PresignedGet"], nothing, (message) =>
    message.query.push(["x-id", "GetObject"]),
  ),
  on(
    "query-added-after-presign",
    "utm",
    presignedShapes,
    nothing,
    (message) => message.query.push(["utm_source", "newsletter"]),
    told,
  ),
  on(
    "query-omitted-from-canonical",
    "dropped on the way",
    ["s3List", "gateway"],
    (plan) => {
      plan.query.push(["page", "2"]);
    },
    (message) => {
      message.query = message.query.filter((pair) => pair[0] !== "page");
    },
  ),
  on(
    "query-omitted-from-canonical",
    "all dropped",
    ["s3List", "gateway"],
    (plan) => {
      plan.query.push(["page", "2"]);
    },
    (message) => {
      message.query = [];
    },
  ),
  on(
    "query-encoding",
    "encoded once more",
    ["s3List", "gateway"],
    (plan, r) => {
      plan.query.push(["q", encode(`${r.word()}/${r.word()}:1`)]);
    },
    (message) => {
      message.query = message.query.map(([k, v]) => [k, v.replaceAll("%", "%25")]);
    },
  ),
];
const rest = [
  on("method-head-get-rewritten", "HEAD became GET", ["s3Head"], nothing, (message) => {
    message.method = "GET";
  }),
  on(
    "method-head-get-rewritten",
    "GET became HEAD",
    ["s3Get", "gateway"],
    (plan) => {
      plan.method = "GET";
      plan.body = Buffer.alloc(0);
    },
    (message) => {
      message.method = "HEAD";
    },
  ),
  on("payload-changed-after-sign", "line feed added", ["json", "rest", "query"], nothing, (message) => {
    message.body = Buffer.from(`${message.body}\n`);
  }),
  on("payload-changed-after-sign", "JSON pretty-printed", ["json", "rest"], nothing, (message) => {
    message.body = Buffer.from(JSON.stringify(JSON.parse(message.body), null, 2));
  }),
  on(
    "payload-changed-after-sign",
    "another body",
    ["json", "rest"],
    nothing,
    (message, r) => {
      message.body = Buffer.from(r.hex(20));
    },
    told,
  ),
  on(
    "payload-changed-after-sign",
    "no body arrives",
    ["json", "rest", "query"],
    nothing,
    (message) => {
      message.body = Buffer.alloc(0);
    },
    { also: [["payload-hash-of-empty-or-other"]] },
  ),
  on("secret-akid-mismatched-pair", "same as sent", all, nothing, nothing, { equal: true }),
  on("secret-akid-mismatched-pair", "same as sent, once more", all, nothing, nothing),
  on(
    "presign-header-not-resent",
    "content type",
    ["s3PresignedPut"],
    (plan, r) => {
      plan.headers.push(["Content-Type", r.pick(["image/png", "text/plain"])]);
      plan.alsoSign = ["content-type"];
      plan.wire.push((message) => dropHeader(message, "Content-Type"));
    },
    nothing,
  ),
  on(
    "presign-header-not-resent",
    "acl",
    ["s3PresignedPut"],
    (plan) => {
      plan.headers.push(["x-amz-acl", "public-read"]);
      plan.alsoSign = ["x-amz-acl"];
      plan.wire.push((message) => dropHeader(message, "x-amz-acl"));
    },
    nothing,
  ),
  on(
    "token-empty-header",
    "emptied",
    ["json", "query", "rest", "gateway"],
    nothing,
    (message, _r, plan) => plan.token && setHeader(message, "X-Amz-Security-Token", ""),
    { also: [["signed-header-not-sent"]] },
  ),
];
const verifier = ["user-agent", "accept-encoding", "expect"].map((name) => ({
  ...added(
    name,
    { "user-agent": "app/3", "accept-encoding": "identity", expect: "100-continue" }[name],
    (v) => v,
  )("signed-header-dropped-by-verifier", name, ["s3Get", "s3Put", "s3Meta"]),
  leftOut: name,
}));

const mutations = [...hosts, ...headers, ...paths, ...queries, ...rest, ...verifier];

function* serverHash(r, { seed, rounds }) {
  let n = 0;
  for (let round = 0; round < rounds; round++)
    for (const one of mutations)
      for (const form of one.forms ?? ["bytes", "text", "hash"]) {
        const made = recordOf(one, form, r, `hash-${seed}-${++n}`);
        if (made) yield made;
      }
}

function recordOf(one, form, r, id) {
  for (let tries = 0; tries < 20; tries++) {
    const shape = r.pick(one.on);
    const plan = shapes[shape](r);
    if (one.prepare(plan, r) === false) continue;
    if (!singleEncodes(plan.service) && form === "bytes") continue;
    plan.answer = (result) => mismatchAnswer(plan, result, arrived(one, result, plan, r), form);
    const result = built(plan);
    plan.bodiless = shape === "s3Head" && one.id !== "method-head-get-rewritten";
    if (
      arrived(one, result, plan, r).hash === result.derivation.hash &&
      one.id !== "secret-akid-mismatched-pair"
    )
      continue;
    const given = {
      id,
      kind: "server-hash",
      classes: [one.id],
      notes: `${one.variant}, ${form} (${shape})`,
      strict: false,
      verdicts: ["unverifiable"],
      causes: [[one.id], ...one.also],
      credentials: "# none\n",
    };
    return record(plan, given);
  }
  return null;
}

/** What the server derives from what reached it. */
function arrived(one, result, plan, r) {
  const message = copyOf(result.message);
  one.arrives(message, r, plan);
  message.query = message.query.filter((pair) => pair[0] !== "X-Amz-Signature");
  const said = header(message, "X-Amz-Content-Sha256");
  const payload = singleEncodes(plan.service)
    ? (said ?? (plan.form === "presigned" ? "UNSIGNED-PAYLOAD" : sha256Hex(message.body)))
    : sha256Hex(message.body);
  const recipe = one.leftOut ? { names: (names) => names.filter((name) => name !== one.leftOut) } : {};
  return derive(message, { ...result.input, payload }, recipe);
}

export { serverHash };
