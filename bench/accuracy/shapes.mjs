// The requests that the cases start from: what real clients send to each kind of service, with values drawn anew each time.
import { encode } from "./signer.mjs";

const regions = [
  "us-east-1",
  "us-west-2",
  "eu-west-1",
  "eu-central-1",
  "ap-southeast-2",
  "sa-east-1",
  "us-east-2",
];
const regional = regions.slice(1);

/** Credential sets of several kinds; few, so that one call of explain can judge many cases. */
export const credentialSets = [
  { keyId: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
  { keyId: "AKIAQZ4T7RPLM2KDWXYA", secret: "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" },
  { keyId: "AKIA5TBNVWXKQ3EZJ7HC", secret: "Zr8YkLmN4pQsTuVwXyZaBcDeFgHiJkLmNoPqRs2t" },
  { keyId: "ASIAX3MPLETEMP0RARY1", secret: "e7/Rk+Zx0vQwLmB5nT9sYcUaHdJfGiKp3oXrEtW2", token: true },
  { keyId: "ASIAQJ7WSTUVNEXD5FGH", secret: "M4nBvCxZ/LkJhGfDsApOiUyTrEwQ+1234567890a", token: true },
];
const tokens = {
  ASIAX3MPLETEMP0RARY1: `IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQD${"k3Vb+Zx9/QmW7rT2".repeat(14)}==`,
  ASIAQJ7WSTUVNEXD5FGH: `FwoGZXIvYXdzEBYaDKx${"Hq8/ZrT+4mNcVb7L".repeat(12)}KJ3k1s8FMiuXq2=`,
};
export const tokenOf = (keyId) => tokens[keyId];

export const profileText = (profiles) =>
  profiles
    .map(({ name, keyId, secret, token }) =>
      [
        `[${name}]`,
        `aws_access_key_id = ${keyId}`,
        `aws_secret_access_key = ${secret}`,
        ...(token ? [`aws_session_token = ${token}`] : []),
        "",
      ].join("\n"),
    )
    .join("\n");

export const nows = ["2026-05-01T12:00:00Z", "2026-09-14T23:10:30Z", "2026-02-28T06:45:10Z"];

export const basicTime = (epochMs) => new Date(epochMs).toISOString().replace(/[-:]|\.\d{3}/g, "");

/** A plan that is right in everything: the start of every case. */
function plan(r, given) {
  const set = given.set ?? r.pick(given.form === "presigned" ? credentialSets.slice(0, 4) : credentialSets);
  const now = r.pick(nows);
  const time = basicTime(Date.parse(now) - r.int(1, 55) * 1000);
  const token = set.token ? tokenOf(set.keyId) : undefined;
  const scope = {
    date: time.slice(0, 8),
    region: given.region,
    service: given.service,
    terminator: "aws4_request",
  };
  return {
    method: "GET",
    path: "/",
    query: [],
    headers: [],
    body: Buffer.alloc(0),
    form: "header",
    payloadHeader: given.dialect === "s3",
    expires: r.pick([300, 900, 3600, 43200]),
    recipe: {},
    view: [],
    wire: [],
    ...given,
    now,
    time,
    keyId: set.keyId,
    secret: set.secret,
    token,
    scope,
    profiles: [{ name: "default", keyId: set.keyId, secret: set.secret, token }],
  };
}

const agents = [
  "aws-sdk-js/3.511.0 ua/2.0 os/linux#6.1 lang/js md/nodejs#20.11.1 api/s3#3.511.0",
  "Boto3/1.34.11 md/Botocore#1.34.11 ua/2.0 os/linux#5.15 md/arch#x86_64 lang/python#3.11.4",
  "aws-sdk-go-v2/1.24.1 os/linux lang/go#1.21.5 md/GOOS#linux",
  "curl/8.5.0",
  "okhttp/4.12.0",
];
const usual = (r) => [
  ["User-Agent", r.pick(agents)],
  ...(r.chance(0.5) ? [["Accept", r.pick(["*/*", "application/json"])]] : []),
  ...(r.chance(0.4) ? [["Accept-Encoding", r.pick(["identity", "gzip", "gzip, deflate, br"])]] : []),
];

const bucketOf = (r) => `${r.word()}-${r.word()}-${r.text("abcdefghijklmnop0123456789", 5)}`;
const keyText = (r) =>
  `${r.word()}/${r.word()}-${r.int(1, 9999)}.${r.pick(["jpg", "json", "csv", "txt", "bin"])}`;
const jsonBody = (r) =>
  Buffer.from(
    JSON.stringify({ id: r.hex(8), name: r.word(), count: r.int(1, 99), tags: [r.word(), r.word()] }),
  );

function s3Host(r, region, bucket) {
  const host = region === "us-east-1" && r.chance(0.3) ? "s3.amazonaws.com" : `s3.${region}.amazonaws.com`;
  return bucket ? `${bucket}.${host}` : host;
}

function s3(r, method, extra = {}) {
  const region = r.pick(regions);
  const bucket = bucketOf(r);
  const virtual = extra.virtual ?? r.chance(0.6);
  const path = `${virtual ? "" : `/${bucket}`}/${extra.key ?? keyText(r)}`;
  const given = { dialect: "s3", service: "s3", region, method, bucket, virtual, path, headers: usual(r) };
  return plan(r, { ...given, host: s3Host(r, region, virtual ? bucket : undefined), ...extra });
}

const post = (r, given) => plan(r, { method: "POST", headers: usual(r), ...given });

function json(r) {
  const region = r.pick(regions);
  const [host, service, target, version] = r.pick([
    [`dynamodb.${region}.amazonaws.com`, "dynamodb", "DynamoDB_20120810.PutItem", "1.0"],
    [`kms.${region}.amazonaws.com`, "kms", "TrentService.Encrypt", "1.1"],
    [`logs.${region}.amazonaws.com`, "logs", "Logs_20140328.PutLogEvents", "1.1"],
    [`kinesis.${region}.amazonaws.com`, "kinesis", "Kinesis_20131202.PutRecord", "1.1"],
    [`ssm.${region}.amazonaws.com`, "ssm", "AmazonSSM.GetParameter", "1.1"],
    [`secretsmanager.${region}.amazonaws.com`, "secretsmanager", "secretsmanager.GetSecretValue", "1.1"],
  ]);
  const headers = [
    ["Content-Type", `application/x-amz-json-${version}`],
    ["X-Amz-Target", target],
    ...usual(r),
  ];
  return post(r, { dialect: "json", service, region, host, headers, body: jsonBody(r) });
}

function query(r) {
  const region = r.pick(regions);
  const [host, service, body] = r.pick([
    [`sqs.${region}.amazonaws.com`, "sqs", "Action=ListQueues&Version=2012-11-05"],
    [`sns.${region}.amazonaws.com`, "sns", `Action=ListTopics&NextToken=${r.hex(6)}&Version=2010-03-31`],
    [`sts.${region}.amazonaws.com`, "sts", "Action=GetCallerIdentity&Version=2011-06-15"],
    [
      `email.${region}.amazonaws.com`,
      "ses",
      `Action=VerifyEmailIdentity&EmailAddress=${r.word()}%40example.com`,
    ],
    [`monitoring.${region}.amazonaws.com`, "monitoring", "Action=ListMetrics&Version=2010-08-01"],
    [`cloudformation.${region}.amazonaws.com`, "cloudformation", "Action=ListStacks&Version=2010-05-15"],
  ]);
  const headers = [["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"], ...usual(r)];
  return post(r, {
    dialect: "query",
    service,
    region,
    host,
    headers,
    body: Buffer.from(`${body}&Seq=${r.int(1, 1e6)}`),
  });
}

function queryGet(r) {
  const region = r.pick(regions);
  const pairs = [
    ["Action", "DescribeInstances"],
    ["Version", "2016-11-15"],
    ["Filter.1.Name", encode(r.word())],
    ["MaxResults", String(r.int(5, 1000))],
  ];
  const given = {
    dialect: "query",
    service: "ec2",
    region,
    host: `ec2.${region}.amazonaws.com`,
    query: pairs,
  };
  return plan(r, { ...given, headers: usual(r) });
}

function rest(r) {
  const region = r.pick(regions);
  const [host, service, path] = r.pick([
    [`lambda.${region}.amazonaws.com`, "lambda", `/2015-03-31/functions/${r.word()}-${r.word()}/invocations`],
    [
      `lambda.${region}.amazonaws.com`,
      "lambda",
      `/2017-03-31/tags/${encode(`arn:aws:lambda:${region}:123456789012:function:${r.word()}`)}`,
    ],
    [`search-${r.word()}-${r.hex(10)}.${region}.es.amazonaws.com`, "es", `/${r.word()}/_search`],
    [
      `bedrock-runtime.${region}.amazonaws.com`,
      "bedrock",
      `/model/${encode("anthropic.claude-3-haiku-20240307-v1:0")}/invoke`,
    ],
    [
      `runtime.sagemaker.${region}.amazonaws.com`,
      "sagemaker",
      `/endpoints/${r.word()}-${r.word()}/invocations`,
    ],
    [`batch.${region}.amazonaws.com`, "batch", "/v1/describejobs"],
  ]);
  const headers = [["Content-Type", "application/json"], ...usual(r)];
  return post(r, { dialect: "rest", service, region, host, path, headers, body: jsonBody(r) });
}

function gateway(r, method = r.pick(["GET", "POST"])) {
  const region = r.pick(regions);
  const host = `${r.text("abcdefghijklmnopqrstuvwxyz0123456789", 10)}.execute-api.${region}.amazonaws.com`;
  const path = `/${r.pick(["prod", "dev", "v1"])}/${r.word()}/${r.int(1, 500)}`;
  const pairs = r.chance(0.5)
    ? [
        ["limit", String(r.int(1, 50))],
        ["cursor", r.hex(6)],
      ]
    : [];
  const posted =
    method === "POST"
      ? { body: jsonBody(r), headers: [["Content-Type", "application/json"], ...usual(r)] }
      : {};
  return plan(r, {
    dialect: "gateway",
    service: "execute-api",
    region,
    host,
    path,
    method,
    query: pairs,
    headers: usual(r),
    ...posted,
  });
}

function stsPresigned(r) {
  const region = r.pick(regional);
  const pairs = [
    ["Action", "GetCallerIdentity"],
    ["Version", "2011-06-15"],
  ];
  return plan(r, {
    dialect: "query",
    service: "sts",
    region,
    host: `sts.${region}.amazonaws.com`,
    query: pairs,
    form: "presigned",
    expires: 60,
  });
}

function compatible(r) {
  const path = `/${bucketOf(r)}/${keyText(r)}`;
  const host = r.pick(["localhost:9000", "minio.internal:9000", "127.0.0.1:9000", "storage.example.org"]);
  return plan(r, { dialect: "s3", service: "s3", region: "us-east-1", host, path, headers: usual(r) });
}

const contentTypes = ["text/plain", "application/octet-stream", "image/png", "application/json", "text/csv"];

/** Every shape by its name. */
export const shapes = {
  s3Get: (r) => s3(r, "GET"),
  s3Put: (r) =>
    s3(r, "PUT", {
      body: Buffer.from(`${r.word()} ${r.hex(24)}\n`),
      headers: [["Content-Type", r.pick(contentTypes)], ...usual(r)],
    }),
  s3PutUnsigned: (r) =>
    s3(r, "PUT", { body: Buffer.from(r.hex(40)), payload: "UNSIGNED-PAYLOAD", headers: usual(r) }),
  s3Meta: (r) =>
    s3(r, "PUT", {
      body: Buffer.from(r.hex(12)),
      headers: [
        ["Content-Type", r.pick(contentTypes)],
        ["x-amz-acl", r.pick(["private", "public-read", "bucket-owner-full-control"])],
        ["x-amz-meta-owner", r.word()],
        ["x-amz-storage-class", "STANDARD_IA"],
        ...usual(r),
      ],
    }),
  s3List: (r) =>
    s3(r, "GET", {
      key: "",
      query: [
        ["list-type", "2"],
        ["prefix", encode(`${r.word()}/`)],
        ["delimiter", "%2F"],
        ["max-keys", String(r.int(1, 999))],
      ],
    }),
  s3Delete: (r) => s3(r, "DELETE"),
  s3Head: (r) => s3(r, "HEAD"),
  s3PresignedGet: (r) => s3(r, "GET", { form: "presigned", payloadHeader: false }),
  s3PresignedPut: (r) =>
    s3(r, "PUT", { form: "presigned", payloadHeader: false, body: Buffer.from(r.hex(30)) }),
  json,
  query,
  queryGet,
  rest,
  gateway,
  gatewayPresigned: (r) => ({ ...gateway(r, "GET"), form: "presigned" }),
  stsPresigned,
  compatible,
};

export const headerShapes = Object.keys(shapes).filter((name) => !/Presigned/.test(name));
export const s3Shapes = Object.keys(shapes).filter((name) => name.startsWith("s3"));
export const s3HeaderShapes = s3Shapes.filter((name) => headerShapes.includes(name));
export const presignedShapes = ["s3PresignedGet", "s3PresignedPut", "gatewayPresigned", "stsPresigned"];
export const otherBodyShapes = ["json", "query", "rest"];
export { bucketOf, jsonBody, keyText, plan, regions, s3 };
