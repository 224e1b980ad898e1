// Faults that only the answer shows: the signature is right for the bytes as sent, and the service refuses all the same.
import { httpDate, mismatchAnswer, s3Error, serviceError } from "./answers.mjs";
import { fault, faults } from "./fault.mjs";
import { movedSeconds } from "./faults-key.mjs";
import { dropHeader } from "./message.mjs";
import { credentialSets, shapes } from "./shapes.mjs";
import { derive, sha256 } from "./signer.mjs";

const valid = { side: "answer", verdict: ["valid"] };
const s3 = Object.keys(shapes).filter((name) => name.startsWith("s3"));
const told = s3.filter((name) => name !== "s3Head");
const _services = ["json", "query", "rest", "gateway"];

const answered = (make) => (plan) => {
  plan.answer = (result) => make(plan, result);
};
const permanent = (plan) => {
  const set = credentialSets[0];
  Object.assign(plan, { keyId: set.keyId, secret: set.secret, token: undefined });
  plan.profiles = [{ name: "default", keyId: set.keyId, secret: set.secret }];
};
const unknownKey = (make) => (plan) => {
  permanent(plan);
  plan.answer = () => make(plan);
};
const noSecret = (then) => (plan, r) => {
  plan.credentials = "# none\n";
  return then(plan, r);
};
const invalidId = (plan) =>
  s3Error(
    plan,
    403,
    "InvalidAccessKeyId",
    "The AWS Access Key Id you provided does not exist in our records.",
    { AWSAccessKeyId: plan.keyId },
  );
const invalidToken = "The security token included in the request is invalid.";

const keys = [
  fault("akid-unknown", "S3", told, unknownKey(invalidId), { ...valid, weight: 2 }),
  fault("akid-unknown", "S3, no secret known", told, noSecret(unknownKey(invalidId)), {
    side: "answer",
    verdict: ["unverifiable"],
  }),
  fault(
    "akid-unknown",
    "Query",
    ["query"],
    unknownKey((p) => p.service !== "ec2" && serviceError(p, 403, "InvalidClientTokenId", invalidToken)),
    valid,
  ),
  fault(
    "akid-unknown",
    "JSON",
    ["json"],
    unknownKey((p) => serviceError(p, 400, "UnrecognizedClientException", invalidToken)),
    valid,
  ),
  fault(
    "akid-unknown",
    "REST",
    ["rest", "gateway"],
    unknownKey((p) => serviceError(p, 403, "UnrecognizedClientException", invalidToken)),
    valid,
  ),
  fault(
    "akid-unknown",
    "JSON, no secret known",
    ["json"],
    noSecret(unknownKey((p) => serviceError(p, 400, "UnrecognizedClientException", invalidToken))),
    { side: "answer", verdict: ["unverifiable"] },
  ),
  fault(
    "presign-outlives-credentials",
    "expired token",
    ["s3PresignedGet", "s3PresignedPut"],
    (plan) => {
      if (!plan.token) return false;
      plan.answer = () =>
        s3Error(plan, 400, "ExpiredToken", "The provided token has expired.", { "Token-0": plan.token });
    },
    { ...valid, weight: 3 },
  ),
];

const gateways = [
  fault(
    "api-gateway-wrong-route",
    "no such route",
    ["gateway"],
    answered((p) =>
      serviceError(p, 403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
    ),
    { ...valid, weight: 3 },
  ),
  fault(
    "api-gateway-wrong-route",
    "no such route, no secret known",
    ["gateway"],
    noSecret(
      answered((p) =>
        serviceError(p, 403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
      ),
    ),
    { side: "answer", verdict: ["unverifiable"] },
  ),
  fault(
    "auth-not-sigv4-scheme",
    "Bearer, answered",
    ["gateway", "rest"],
    (plan, r) => {
      const value = `Bearer ${r.hex(90)}`;
      plan.authorization = () => value;
      plan.answer = () =>
        serviceError(
          plan,
          403,
          "IncompleteSignatureException",
          `'${value.slice(7)}' not a valid key=value pair (missing equal-sign) in Authorization header: '${value}'.`,
        );
    },
    { side: "answer", verdict: null, weight: 2 },
  ),
  fault(
    "auth-not-sigv4-scheme",
    "raw token, answered by hash",
    ["gateway"],
    (plan, r) => {
      const value = `eyJhbGciOiJSUzI1NiJ9.${r.hex(60)}.${r.hex(40)}`;
      plan.authorization = () => value;
      plan.answer = () =>
        serviceError(
          plan,
          403,
          "IncompleteSignatureException",
          `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${sha256(value).toString("base64")}'.`,
        );
    },
    { side: "answer", verdict: null, weight: 2 },
  ),
  fault(
    "auth-missing",
    "gateway, answered",
    ["gateway"],
    (plan) => {
      plan.wire.push((message) => dropHeader(message, "Authorization"));
      plan.answer = () =>
        serviceError(plan, 403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    },
    { side: "answer", verdict: ["unsigned"], weight: 2, also: [["api-gateway-wrong-route"]] },
  ),
];

const scopes = [
  fault(
    "scope-region-wrong",
    "the bucket is elsewhere",
    ["s3Get", "s3Put", "s3Delete"],
    (plan) => {
      plan.host = `${plan.virtual ? `${plan.bucket}.` : ""}s3.amazonaws.com`;
      plan.region = "us-east-1";
      plan.scope = { ...plan.scope, region: "us-east-1" };
      plan.answer = () =>
        s3Error(
          plan,
          400,
          "AuthorizationHeaderMalformed",
          "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-3'",
          { Region: "eu-west-3" },
        );
    },
    { ...valid, weight: 2 },
  ),
  fault(
    "scope-region-wrong",
    "presigned, the bucket is elsewhere",
    ["s3PresignedGet"],
    (plan) => {
      plan.host = `${plan.virtual ? `${plan.bucket}.` : ""}s3.amazonaws.com`;
      plan.region = "us-east-1";
      plan.scope = { ...plan.scope, region: "us-east-1" };
      plan.answer = () =>
        s3Error(
          plan,
          400,
          "AuthorizationQueryParametersError",
          "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'ap-south-1'",
          { Region: "ap-south-1" },
        );
    },
    valid,
  ),
  fault(
    "scope-region-wrong",
    "custom domain",
    ["gateway"],
    (plan) => {
      plan.host = "api.example.com";
      plan.answer = () =>
        serviceError(
          plan,
          403,
          "InvalidSignatureException",
          `Credential should be scoped to a valid region, not '${plan.scope.region}'. `,
        );
    },
    valid,
  ),
  fault(
    "scope-service-wrong",
    "custom domain",
    ["gateway"],
    (plan) => {
      plan.host = "api.example.com";
      plan.scope = { ...plan.scope, service: "lambda" };
      plan.answer = () =>
        serviceError(
          plan,
          403,
          "InvalidSignatureException",
          "Credential should be scoped to correct service: 'execute-api'. ",
        );
    },
    valid,
  ),
];

const serverTime = (plan, seconds) => new Date(Date.parse(plan.now) + seconds * 1000);
const stamped = (answer, plan, seconds) => ({
  ...answer,
  headers: answer.headers.map(([n, v]) => [n, n === "Date" ? httpDate(plan, seconds) : v]),
});
const times = [
  ...[1237, -2411].map((seconds) =>
    fault(
      "clock-skew",
      `the server's clock is ${seconds} s off`,
      told.filter((n) => !/Presigned/.test(n)),
      answered((p) =>
        stamped(
          s3Error(
            p,
            403,
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
            {
              RequestTime: p.time,
              ServerTime: serverTime(p, seconds).toISOString().replace(/\.\d+/, ""),
              MaxAllowedSkewMilliseconds: "900000",
            },
          ),
          p,
          seconds,
        ),
      ),
      { ...valid, also: seconds > 0 ? [["signed-too-early"]] : [] },
    ),
  ),
  fault(
    "clock-skew",
    "Signature expired",
    ["json", "rest"],
    answered((p) => {
      const server = movedSeconds(p.time, 1500);
      return stamped(
        serviceError(
          p,
          403,
          "InvalidSignatureException",
          `Signature expired: ${p.time} is now earlier than ${movedSeconds(server, -300)} (${server} - 5 min.)`,
        ),
        p,
        1500,
      );
    }),
    { ...valid, also: [["signed-too-early"]] },
  ),
  fault(
    "clock-skew",
    "Signature not yet current",
    ["json", "query"],
    answered((p) => {
      const server = movedSeconds(p.time, -1440);
      return stamped(
        serviceError(
          p,
          403,
          p.dialect === "query" ? "SignatureDoesNotMatch" : "InvalidSignatureException",
          `Signature not yet current: ${p.time} is still later than ${movedSeconds(server, 900)} (${server} + 15 min.)`,
        ),
        p,
        -1440,
      );
    }),
    valid,
  ),
];

const caches = fault(
  "caching-proxy",
  "an old answer",
  ["s3Get", "s3List"],
  (plan) => {
    plan.answer = (result) => {
      const old = movedSeconds(plan.time, -7200);
      const server = derive(result.message, { ...result.input, time: old }, {});
      const answer = mismatchAnswer(
        { ...plan, time: old },
        { signature: "ab".repeat(32) },
        { ...server, text: server.text.replace(`x-amz-date:${plan.time}`, `x-amz-date:${old}`) },
        "hash",
      );
      return { ...answer, headers: [...answer.headers, ["Age", "7180"], ["X-Cache", "Hit from cloudfront"]] };
    };
  },
  { ...valid, weight: 2 },
);

const compatible = ["compatible"];
const checksum = (plan) => {
  plan.method = "PUT";
  plan.body = Buffer.from("hello");
  plan.headers.push(["x-amz-checksum-crc32", "NhCmhg=="], ["x-amz-sdk-checksum-algorithm", "CRC32"]);
};
const checksums = [
  fault(
    "default-checksum-2025",
    "not implemented",
    compatible,
    (plan) => {
      checksum(plan);
      plan.answer = () =>
        s3Error(
          plan,
          501,
          "NotImplemented",
          "A header you provided implies functionality that is not implemented.",
          { Header: "x-amz-checksum-crc32" },
        );
    },
    { ...valid, weight: 2 },
  ),
  fault(
    "default-checksum-2025",
    "invalid argument",
    compatible,
    (plan) => {
      checksum(plan);
      plan.answer = () => s3Error(plan, 400, "InvalidArgument", "x-amz-checksum-crc32 is not supported");
    },
    valid,
  ),
];

const refused = [
  fault(
    "required-header-unsigned",
    "answered",
    ["s3Put", "s3Meta"],
    (plan) => {
      plan.headers.push(["x-amz-meta-late", "1"]);
      plan.notSigned = ["x-amz-meta-late"];
      plan.answer = () =>
        s3Error(
          plan,
          403,
          "AccessDenied",
          "There were headers present in the request which were not signed",
          { HeadersNotSigned: "x-amz-meta-late" },
        );
    },
    valid,
  ),
  fault(
    "payload-changed-after-sign",
    "XAmzContentSHA256Mismatch",
    ["s3Put", "s3Meta"],
    (plan, r) => {
      plan.wire.push((message) => {
        message.body = Buffer.from(message.body.toString().replace(/.$/s, r.pick(["X", "Y"])));
      });
      plan.answer = (result) =>
        s3Error(
          plan,
          400,
          "XAmzContentSHA256Mismatch",
          "The provided 'x-amz-content-sha256' header does not match what was computed.",
          {
            ClientComputedContentSHA256: sha256(plan.body).toString("hex"),
            S3ComputedContentSHA256: sha256(result.message.body).toString("hex"),
          },
        );
    },
    valid,
  ),
  fault(
    "unicode-normalization",
    "decomposed name not found",
    ["s3Get"],
    (plan, r) => {
      plan.path = `/${r.word()}/${encodeURIComponent("Ünïcödé-Résumé.pdf".normalize("NFD"))}`;
      if (!plan.virtual) plan.path = `/${plan.bucket}${plan.path}`;
      plan.answer = () =>
        s3Error(plan, 404, "NoSuchKey", "The specified key does not exist.", {
          Key: "Ünïcödé-Résumé.pdf".normalize("NFD"),
        });
    },
    { ...valid, weight: 2, also: [[]] },
  ),
  ...faults(
    "oac-post-without-hash",
    ["gateway"],
    {
      "through CloudFront": (plan, r) => {
        if (plan.method !== "POST") return false;
        plan.host = `d${r.hex(13)}.cloudfront.net`;
        plan.payloadHeader = false;
        plan.token = undefined;
        plan.dateHeader = null;
        plan.wire.push((message) => dropHeader(message, "Authorization"));
        plan.answer = () => {
          const answer = serviceError(
            plan,
            403,
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
          );
          return {
            ...answer,
            headers: [
              ...answer.headers,
              ["Via", "1.1 abc.cloudfront.net (CloudFront)"],
              ["X-Cache", "Error from cloudfront"],
            ],
          };
        };
      },
    },
    { side: "answer", verdict: ["unsigned"], weight: 3 },
  ),
];

export const answeredFaults = [...keys, ...gateways, ...scopes, ...times, caches, ...checksums, ...refused];
