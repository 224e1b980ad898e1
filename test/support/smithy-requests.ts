// Correctly signed raw HTTP messages made by @smithy/signature-v4, in many shapes, from a seed.
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

const secretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const sessionToken = `FwoGZXIvYXdzEXAMPLE${"a+b/c=".repeat(20)}`;
const characters = [..."abcXYZ019-_.~ +&=@:,$!*'()[]%#?/\u00e9\u4e2d"];

interface Shape {
  readonly service: string;
  readonly host: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Numbers from 0 up to 1 that a seed determines. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** `count` messages, as bytes. */
export async function smithyRequests(count: number, seed: number): Promise<Buffer[]> {
  const chance = seeded(seed);
  const messages: Buffer[] = [];
  for (let index = 0; index < count; index += 1) messages.push(await message(chance));
  return messages;
}

async function message(chance: () => number): Promise<Buffer> {
  const region = pick(chance, ["us-east-1", "eu-west-1", "ap-southeast-2"]);
  const shape = pick(chance, [s3, s3, queryService, jsonService, restService])(chance, region);
  const s3Family = shape.service === "s3";
  const token = chance() < 0.3 ? { sessionToken } : {};
  const signer = new SignatureV4({
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey, ...token },
    region,
    service: shape.service,
    sha256: Sha256,
    uriEscapePath: !s3Family,
    applyChecksum: s3Family,
  });
  const method = shape.body === "" ? pick(chance, ["GET", "HEAD", "DELETE"]) : pick(chance, ["PUT", "POST"]);
  const unsigned = {
    method,
    protocol: "https:",
    hostname: shape.host,
    path: shape.path,
    query: shape.query,
    headers: { host: shape.host, ...shape.headers },
    ...(shape.body === "" ? {} : { body: shape.body }),
  };
  const presigned = shape.body === "" && chance() < 0.25;
  // An S3 URL is presigned with an unsigned payload; the signer itself would hash the empty body.
  const payload = s3Family && presigned ? { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } : {};
  const signed = presigned
    ? await signer.presign(
        { ...unsigned, headers: { ...unsigned.headers, ...payload } },
        { expiresIn: 300, unsignableHeaders: new Set(["x-amz-content-sha256"]) },
      )
    : await signer.sign(unsigned);
  const query = Object.entries(signed.query ?? {})
    .map(([name, value]) => `${escaped(name)}=${escaped(String(value))}`)
    .join("&");
  const sent = Object.entries(signed.headers).filter(
    ([name]) => !(presigned && name === "x-amz-content-sha256"),
  );
  const head = [
    `${method} ${signed.path}${query === "" ? "" : `?${query}`} HTTP/1.1`,
    ...sent.map(([name, value]) => `${name}: ${value}`),
    "user-agent: smithy",
  ];
  const body = Buffer.from(shape.body);
  return Buffer.concat([
    Buffer.from(`${head.join("\r\n")}\r\ncontent-length: ${body.length}\r\n\r\n`, "latin1"),
    body,
  ]);
}

function s3(chance: () => number, region: string): Shape {
  const body = pick(chance, ["", "", "hello", "h\u00e9llo\n"]);
  return {
    service: "s3",
    host: pick(chance, [`examplebucket.s3.${region}.amazonaws.com`, `s3.${region}.amazonaws.com`]),
    path: `/${text(chance, 20).split("/").map(escaped).join("/")}`,
    query: pick<Record<string, string>>(chance, [
      {},
      {},
      { acl: "" },
      { uploads: "" },
      { versionId: text(chance, 6) },
      { "list-type": "2", prefix: text(chance, 6) },
    ]),
    headers:
      body === ""
        ? {}
        : {
            "content-type": pick(chance, ["text/plain", "application/octet-stream"]),
            "x-amz-meta-note": pick(chance, ["plain", "two  blanks"]),
          },
    body,
  };
}

function queryService(chance: () => number, region: string): Shape {
  const [service, label] = pick(chance, [
    ["sts", "sts"],
    ["sns", "sns"],
    ["ses", "email"],
  ] as const);
  const body = `Action=Something&Value=${escaped(text(chance, 20))}`;
  return {
    service,
    host: `${label}.${region}.amazonaws.com`,
    path: "/",
    query: {},
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body,
  };
}

function jsonService(chance: () => number, region: string): Shape {
  const [service, version] = pick(chance, [
    ["dynamodb", "1.0"],
    ["kms", "1.1"],
    ["logs", "1.1"],
  ] as const);
  const headers = {
    "content-type": `application/x-amz-json-${version}`,
    "x-amz-target": "Service_2014.Operation",
  };
  return {
    service,
    host: `${service}.${region}.amazonaws.com`,
    path: "/",
    query: {},
    headers,
    body: JSON.stringify({ value: text(chance, 20) }),
  };
}

function restService(chance: () => number, region: string): Shape {
  const [service, host, path] = pick(chance, [
    [
      "execute-api",
      `abcde12345.execute-api.${region}.amazonaws.com`,
      `/prod/${escaped(text(chance, 12).replaceAll("/", ""))}`,
    ],
    [
      "lambda",
      `lambda.${region}.amazonaws.com`,
      `/2015-03-31/functions/${escaped("arn:aws:lambda:x:1:function:f")}/invocations`,
    ],
    ["sagemaker", `runtime.sagemaker.${region}.amazonaws.com`, "/endpoints/demo/invocations"],
  ] as const);
  return { service, host, path, query: {}, headers: {}, body: pick(chance, ["", "{}", '{"a":[1,2]}']) };
}

function text(chance: () => number, limit: number): string {
  return Array.from({ length: 1 + Math.floor(chance() * limit) }, () => pick(chance, characters)).join("");
}

function pick<T>(chance: () => number, values: readonly T[]): T {
  const value = values[Math.floor(chance() * values.length)];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
}

function escaped(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
