// Cases made from requests of real signers: as they are, changed on the way, and with the server's answer to the change.
import { mismatchAnswer } from "./answers.mjs";
import { addHeader, copyOf, dropHeader, header, setHeader } from "./message.mjs";
import { realRequests } from "./real-signers.mjs";
import { derive, sha256Hex, singleEncodes } from "./signer.mjs";
import { raw } from "./special.mjs";

const signedNames = (message) => {
  const inHeader = /SignedHeaders=([^,]*)/.exec(header(message, "Authorization") ?? "")?.[1];
  const inQuery = message.query.find((pair) => pair[0] === "X-Amz-SignedHeaders")?.[1];
  return (inHeader ?? decodeURIComponent(inQuery ?? "")).split(";");
};
const signs = (name) => (message) => signedNames(message).includes(name);
const presigned = (message) => message.query.some((pair) => pair[0] === "X-Amz-Signature");
const json = (message) => message.body[0] === 0x7b;
const s3 = (_message, one) => one.service === "s3";
const body = (change) => (message, r) => {
  message.body = change(message.body, r);
  setHeader(message, "Content-Length", String(message.body.length));
};
const on = (id, variant, when, change, more = {}) => ({ id, variant, when, change, ...more });

const mutations = [
  on(
    "content-type-changed",
    "charset added",
    (m) => signs("content-type")(m) && !header(m, "content-type").includes("charset"),
    (m) => setHeader(m, "content-type", `${header(m, "content-type")}; charset=UTF-8`),
  ),
  on(
    "content-type-changed",
    "charset removed",
    (m) => signs("content-type")(m) && header(m, "content-type").includes("charset"),
    (m) => setHeader(m, "content-type", header(m, "content-type").replace(/;.*/, "")),
  ),
  on(
    "content-type-changed",
    "form type",
    (m) => signs("content-type")(m) && json(m),
    (m) => setHeader(m, "content-type", "application/x-www-form-urlencoded"),
  ),
  on(
    "host-port",
    ":443 added",
    () => true,
    (m) => setHeader(m, "host", `${header(m, "host")}:443`),
  ),
  on(
    "host-rewritten-by-reverse-proxy",
    "X-Forwarded-Host kept",
    () => true,
    (m, r) => {
      addHeader(m, "X-Forwarded-Host", header(m, "host"));
      setHeader(m, "host", `${r.word()}.internal:8080`);
    },
    { also: [["host-cdn-or-custom-domain"]] },
  ),
  on(
    "path-prefix-rewritten",
    "prefix added",
    () => true,
    (m, r) => {
      m.path = r.pick(["/s3", "/api", "/proxy"]) + m.path;
    },
  ),
  on(
    "trailing-slash",
    "added",
    (m) => !m.path.endsWith("/"),
    (m) => {
      m.path += "/";
    },
  ),
  on("query-added-after-presign", "utm", presigned, (m) => m.query.push(["utm_source", "mail"])),
  on(
    "method-head-get-rewritten",
    "GET became HEAD",
    (m) => m.method === "GET" && !presigned(m),
    (m) => {
      m.method = "HEAD";
    },
  ),
  on(
    "presign-wrong-method",
    "PUT",
    (m) => m.method === "GET" && presigned(m),
    (m) => {
      m.method = "PUT";
    },
  ),
  on(
    "payload-changed-after-sign",
    "line feed added",
    (m, one) => m.body.length > 0 && !presigned(m) && one.service !== "s3",
    body((b) => Buffer.concat([b, Buffer.from("\n")])),
    { verdicts: undefined },
  ),
  on(
    "payload-changed-after-sign",
    "pretty-printed",
    (m) => json(m) && !presigned(m),
    body((b) => Buffer.from(JSON.stringify(JSON.parse(b), null, 2))),
    { verdicts: undefined },
  ),
  on(
    "required-header-unsigned",
    "metadata added",
    (m, one) => s3(m, one) && !presigned(m),
    (m, r) => addHeader(m, "x-amz-meta-added", r.word()),
    { verdicts: ["valid"] },
  ),
  on(
    "auth-missing",
    "header dropped",
    (m) => !presigned(m),
    (m) => dropHeader(m, "Authorization"),
    { verdicts: ["unsigned"] },
  ),
  on(
    "signature-truncated-or-split",
    "cut",
    (m) => !presigned(m),
    (m) => setHeader(m, "Authorization", header(m, "Authorization").slice(0, -9)),
    { verdicts: undefined },
  ),
  on("accept-encoding-rewritten", "br added", signs("accept-encoding"), (m) =>
    setHeader(m, "accept-encoding", `${header(m, "accept-encoding")}, br`),
  ),
  on(
    "plus-vs-space",
    "%20 became +",
    (m) => m.path.includes("%20"),
    (m) => {
      m.path = m.path.replace("%20", "+");
    },
  ),
];

const answerable = new Set([
  "content-type-changed",
  "host-port",
  "path-prefix-rewritten",
  "trailing-slash",
  "query-added-after-presign",
  "accept-encoding-rewritten",
  "plus-vs-space",
  "payload-changed-after-sign",
]);

const dialects = {
  s3: "s3",
  dynamodb: "json",
  kms: "json",
  sts: "query",
  ec2: "query",
  lambda: "rest",
  es: "gateway",
  "execute-api": "gateway",
};
const profileOf = (one) => [{ name: "default", keyId: one.keyId, secret: one.secret, token: one.token }];

/** What the server makes of the message that reached it. */
function arrived(message, one) {
  const shown = copyOf(message);
  shown.query = shown.query.filter((pair) => pair[0] !== "X-Amz-Signature");
  const time = header(message, "x-amz-date") ?? message.query.find((pair) => pair[0] === "X-Amz-Date")[1];
  const scope = {
    date: time.slice(0, 8),
    region: one.region,
    service: one.service,
    terminator: "aws4_request",
  };
  const said = header(message, "x-amz-content-sha256");
  const s3Payload = said ?? (presigned(message) ? "UNSIGNED-PAYLOAD" : sha256Hex(message.body));
  const payload = singleEncodes(one.service) ? s3Payload : sha256Hex(message.body);
  return derive(shown, { names: signedNames(message), scope, time, payload, secret: one.secret });
}

function* ofRequest({ signer, job, message }, r) {
  const given = { now: job.now, profiles: profileOf(job) };
  const provided =
    /Signature=([0-9a-f]{64})/.exec(header(message, "Authorization") ?? "")?.[1] ??
    message.query.find((pair) => pair[0] === "X-Amz-Signature")?.[1];
  if (arrived(message, job).signature !== provided) return;
  yield raw({
    ...given,
    message,
    id: signer,
    variant: `${signer}, ${job.service}`,
    verdicts: ["valid"],
    causes: [],
    kind: "correct",
  });
  const fitting = mutations.filter((one) => one.when(message, job));
  for (const one of r.shuffled(fitting).slice(0, 3)) {
    const changed = copyOf(message);
    one.change(changed, r);
    yield raw({
      ...given,
      message: changed,
      id: one.id,
      variant: `${one.variant}, ${signer}`,
      also: one.also,
      verdicts: "verdicts" in one ? one.verdicts : ["mismatch"],
    });
    if (
      !answerable.has(one.id) ||
      (signedNames(message).includes("x-amz-content-sha256") && one.id.startsWith("payload"))
    )
      continue;
    const plan = {
      dialect: dialects[job.service],
      service: job.service,
      keyId: job.keyId,
      time: job.time,
      now: job.now,
      method: message.method,
    };
    const answer = mismatchAnswer(
      plan,
      { signature: provided },
      arrived(changed, job),
      r.pick(["bytes", "text", "hash"]),
    );
    if (job.service !== "ec2")
      yield raw({
        ...given,
        message,
        answer,
        id: one.id,
        variant: `${one.variant}, ${signer}`,
        also: one.also,
        verdicts: ["unverifiable"],
        kind: "server-hash",
        credentials: "# none\n",
      });
  }
}

/** Records of all kinds, from requests of real signers. */
export async function realCases(r, { seed, rounds }) {
  const out = [];
  for (const request of await realRequests(r, 30 * rounds))
    for (const one of ofRequest(request, r)) out.push({ id: `real-${seed}-${out.length + 1}`, ...one });
  return out;
}
