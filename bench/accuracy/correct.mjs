// Requests that are right, of all shapes: nothing may be said against them.

import { httpDate, s3Error, serviceError } from "./answers.mjs";
import { record } from "./case.mjs";
import { having } from "./faults-headers.mjs";
import { headerShapes, plan, presignedShapes, s3HeaderShapes, s3Shapes, shapes } from "./shapes.mjs";
import { encode, utf8 } from "./signer.mjs";
import { iotCorrect, raw } from "./special.mjs";
import { chunkedCorrect } from "./special-chunks.mjs";
import { postCorrect } from "./special-post.mjs";
import { asymmetricCorrect } from "./special-sigv4a.mjs";

const all = Object.keys(shapes);
const rests = ["rest", "gateway", "gatewayPresigned"];
const as = (on, change) => ({ on, change });
const path = (make) => (plan_, r) => {
  plan_.path = `${plan_.path.replace(/\/[^/]*$/, "")}/${make(r)}`;
};
const query =
  (...pairs) =>
  (plan_) => {
    plan_.query.push(...pairs);
  };
const header =
  (name, value, signed = true) =>
  (plan_, r) => {
    if (signed) return having(name, value)(plan_, r);
    plan_.headers.push([name, typeof value === "function" ? value(r) : value]);
  };
const enc = (text) => encode(utf8(text));

const paths = [
  as(
    s3Shapes,
    path((r) => enc(`${r.word()} (${r.int(1, 9)}) + 100% ~ä.txt`)),
  ),
  as(
    s3Shapes,
    path((r) => `${r.word()}(1)!*'.txt`),
  ),
  as(
    s3Shapes,
    path((r) => `${r.word()}$file.text`),
  ),
  as(
    s3Shapes,
    path((r) => `${r.word()}:a@b,c;d=e&f.txt`),
  ),
  as(
    s3Shapes,
    path((r) => `${r.word()}//${r.word()}/./x/../y`),
  ),
  as(
    s3Shapes,
    path((r) => enc(`${r.word()}=1/日本/ñ`).replaceAll("%2F", "/")),
  ),
  as(
    s3Shapes,
    path((r) => `${r.word()}%2b${r.word()}%c3%a9`),
  ),
  as(
    s3Shapes,
    path((r) => `${r.word()}%2F${r.word()}`),
  ),
  as(
    s3Shapes,
    path((r) => enc(`${r.word()}#1?x`)),
  ),
  as(
    s3Shapes,
    path((r) => `${r.word()}/`),
  ),
  as(
    rests,
    path((r) => enc(`arn:aws:x:${r.word()}/${r.int(1, 9)}`)),
  ),
  as(
    rests,
    path((r) => `${r.word()}:${r.word()}*@(1)`),
  ),
  as(
    rests,
    path((r) => enc(`${r.word()} ü`)),
  ),
  as(
    rests,
    path((r) => `${r.word()}%2F${r.word()}`),
  ),
  as(
    rests,
    path((r) => `${r.word()}/`),
  ),
  as(
    rests,
    path((r) => `${r.word()}~${r.word()}-._`),
  ),
];
const queries = [
  as(["s3List", "gateway", "queryGet", "gatewayPresigned"], query(["q", "a%20b%2Bc%2Fd"], ["empty", ""])),
  as(["gateway", "gatewayPresigned"], query(["tag", "b"], ["tag", "a"], ["tag", "c"])),
  as(["gateway", "s3List"], query(["select", "1"], ["select-type", "2"], ["select.x", "3"])),
  as(["gateway"], query(["q", "x:y,z@1"], ["B", "1"], ["a", "2"])),
  as(["s3Get", "s3Put", "s3Delete", "s3PresignedGet"], query(["acl", null])),
  as(
    ["s3Get", "s3PresignedGet"],
    query(["versionId", "null"], ["response-content-disposition", enc('attachment; filename="a b.txt"')]),
  ),
  as(["s3Put", "s3PresignedPut"], query(["partNumber", "3"], ["uploadId", "VXBsb2FkSUQ-_.~abc"])),
  as(["s3Get", "s3PresignedGet"], query(["x-id", "GetObject"])),
  as(["s3List"], query(["prefix", "a%7Eb"], ["encoding-type", "url"])),
];
const headers = [
  as(headerShapes, header("Accept-Encoding", "gzip, deflate, br")),
  as(
    headerShapes,
    header("x-amz-meta-note", (r) => `${r.word()}   ${r.word()}  `),
  ),
  as(
    headerShapes,
    header("x-amz-meta-note", (r) => `"${r.word()}   ${r.word()}"`),
  ),
  as(
    headerShapes,
    (plan_) => plan_.headers.push(["x-amz-meta-tag", "one"], ["x-amz-meta-tag", "two"]) && undefined,
  ),
  as(
    headerShapes,
    header("traceparent", (r) => `00-${r.hex(32)}-${r.hex(16)}-01`, false),
  ),
  as(
    headerShapes,
    header("X-Amzn-Trace-Id", (r) => `Root=1-${r.hex(8)}-${r.hex(24)}`),
  ),
  as(headerShapes, header("X-Forwarded-For", "10.0.0.1", false)),
  as(headerShapes, header("Connection", "keep-alive")),
  as(headerShapes, header("Connection", "close", false)),
  as(
    headerShapes,
    header("User-Agent", (r) => `app/1.0 (${r.word()}; x64)`),
  ),
  as(headerShapes, header("Cache-Control", "no-cache")),
  as(
    headerShapes,
    header("If-None-Match", (r) => `"${r.hex(32)}"`),
  ),
  as(headerShapes, header("amz-sdk-request", "attempt=1; max=3", false)),
  as(headerShapes, header("amz-sdk-request", "attempt=2; max=3")),
  as(
    headerShapes,
    header("x_custom_id", (r) => r.hex(8)),
  ),
  as(["s3Put", "s3Meta", "json", "rest"], (plan_) => {
    plan_.alsoSign = [...(plan_.alsoSign ?? []), "content-length"];
  }),
  as(["s3Put", "s3Meta"], header("Expect", "100-continue")),
  as(["s3Get", "compatible"], header("Range", "bytes=0-99")),
  as(["s3Get"], header("Range", "bytes=0-99", false)),
  as(
    ["s3Put", "s3Meta"],
    header("Content-MD5", (r) => Buffer.from(r.hex(16)).toString("base64")),
  ),
  as(["s3Put", "s3Meta"], header("x-amz-meta-title", utf8("Größe – naïve"))),
  as(["s3Put"], header("Content-Type", "text/plain; charset=utf-8")),
  as(["s3Put"], header("x-amz-tagging", "a=1&b=2")),
  as(["s3Put"], header("x-amz-copy-source", "/bucket-a/some%20key.txt")),
  as(["s3PresignedPut"], header("Content-Type", "image/png")),
  as(["s3PresignedPut"], header("x-amz-acl", "private")),
  as(presignedShapes, header("User-Agent", "Mozilla/5.0", false)),
  as(presignedShapes, header("Accept-Encoding", "gzip, br", false)),
];
const temporal = [
  as(headerShapes, (plan_) => {
    plan_.dateName = "Date";
    plan_.dateHeader = httpDate(
      plan_,
      (Date.parse(
        `${plan_.time.slice(0, 4)}-${plan_.time.slice(4, 6)}-${plan_.time.slice(6, 8)}T${plan_.time.slice(9, 11)}:${plan_.time.slice(11, 13)}:${plan_.time.slice(13, 15)}Z`,
      ) -
        Date.parse(plan_.now)) /
        1000,
    );
  }),
];
const answered = (make) => (plan_) => {
  plan_.answer = () => make(plan_);
};
const ok = (plan_) => ({
  status: "200 OK",
  headers: [
    ["Date", httpDate(plan_)],
    ["Content-Type", "application/json"],
  ],
  body: plan_.method === "HEAD" ? "" : "{}",
});
const answers = [
  as(all, answered(ok)),
  as(
    s3Shapes,
    answered((p) => s3Error(p, 404, "NoSuchKey", "The specified key does not exist.", { Key: "x" })),
  ),
  as(
    ["json"],
    answered((p) => serviceError(p, 400, "ValidationException", "1 validation error detected")),
  ),
  as(
    ["query"],
    answered((p) => serviceError(p, 400, "InvalidParameterValue", "Value (x) for parameter is invalid.")),
  ),
];
const globals = [
  ["iam.amazonaws.com", "iam"],
  ["sts.amazonaws.com", "sts"],
  ["route53.amazonaws.com", "route53"],
  ["cloudfront.amazonaws.com", "cloudfront"],
];
const partitions = [
  ["cn-north-1", "amazonaws.com.cn"],
  ["cn-northwest-1", "amazonaws.com.cn"],
  ["us-gov-west-1", "amazonaws.com"],
];
const others = [
  as(["query"], (plan_, r) => {
    const [host, service] = r.pick(globals);
    Object.assign(plan_, { host, service, scope: { ...plan_.scope, region: "us-east-1", service } });
  }),
  as(["json", "query"], (plan_, r) => {
    if (!plan_.host.includes(plan_.region)) return false;
    const [region, suffix] = r.pick(partitions);
    const host = plan_.host.replace(`${plan_.region}.amazonaws.com`, `${region}.${suffix}`);
    Object.assign(plan_, { host, region, scope: { ...plan_.scope, region } });
  }),
  as(["s3Get", "s3Put", "s3List"], (plan_) => {
    if (!plan_.host.includes(`s3.${plan_.region}.`)) return false;
    plan_.host = plan_.host.replace("s3.", "s3.dualstack.");
  }),
  as(["compatible"], (plan_) => {
    plan_.host = "[::1]:9000";
  }),
  as(["s3PresignedGet", "s3PresignedPut", "gatewayPresigned"], (plan_) => {
    plan_.slashInCredential = true;
  }),
  as(["s3PutUnsigned"], () => undefined),
  as(["json"], (plan_, r) => {
    plan_.body = Buffer.from(JSON.stringify({ city: "München 🎉", id: r.hex(4) }));
  }),
  as(s3HeaderShapes, (plan_) => {
    plan_.notSigned = ["content-type"];
  }),
];

const express = (r) => {
  const zone = r.pick([
    ["use1-az4", "us-east-1"],
    ["usw2-az1", "us-west-2"],
    ["apne1-az4", "ap-northeast-1"],
  ]);
  const host = `${r.word()}-${r.hex(4)}--${zone[0]}--x-s3.s3express-${zone[0]}.${zone[1]}.amazonaws.com`;
  const made = plan(r, {
    dialect: "s3",
    service: "s3express",
    region: zone[1],
    host,
    path: `/${r.word()}.bin`,
  });
  const session = `AQ${r.hex(120)}`;
  made.token = undefined;
  made.profiles = [{ ...made.profiles[0], token: session }];
  made.headers.push(["x-amz-s3session-token", session]);
  return made;
};
const directory = (r) => ({ dialect: "s3", ...express(r) });

const variations = [...paths, ...queries, ...headers, ...temporal, ...answers, ...others];

/** Correct requests; every shape as it is, and every variation on shapes that it fits. */
export function* correct(r, { seed, rounds }) {
  let n = 0;
  const one = (shape, change, notes) => {
    const made = shape === "express" ? directory(r) : shapes[shape](r);
    if (change && change(made, r) === false) return null;
    return record(made, {
      id: `correct-${seed}-${++n}`,
      kind: "correct",
      classes: [shape],
      notes,
      verdicts: ["valid"],
      causes: [[]],
    });
  };
  for (let round = 0; round < rounds; round++) {
    for (const make of [iotCorrect, asymmetricCorrect, postCorrect, ...chunkedCorrect])
      yield { id: `correct-${seed}-${++n}`, ...raw(make(r)) };
    for (const shape of [...all, "express"]) {
      const made = one(shape, null, "as it is");
      if (made) yield made;
    }
    for (const [i, { on, change }] of variations.entries())
      for (let copy = 0; copy < 3; copy++) {
        const made = one(r.pick(on), change, `variation ${i}`);
        if (made) yield made;
      }
    for (let copy = 0; copy < 60; copy++) {
      const [a, b] = [r.pick(variations), r.pick(variations)];
      const shared = a.on.filter((shape) => b.on.includes(shape));
      if (shared.length === 0 || a === b) continue;
      const both = (made) => a.change(made, r) !== false && b.change(made, r) !== false;
      const made = one(
        r.pick(shared),
        both,
        `variations ${variations.indexOf(a)} and ${variations.indexOf(b)}`,
      );
      if (made) yield made;
    }
  }
}
