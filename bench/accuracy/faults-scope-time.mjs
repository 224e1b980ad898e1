// Faults of the credential scope and of time.
import { fault, faults } from "./fault.mjs";
import { movedSeconds, shifted } from "./faults-key.mjs";
import { headerShapes, presignedShapes, shapes } from "./shapes.mjs";

const all = Object.keys(shapes);
const aws = all.filter((name) => name !== "compatible");
const regionSure = aws.filter((name) => name !== "s3Meta");
const valid = { side: "scope", verdict: ["valid"] };
const named = (plan) => plan.host.includes(plan.region);

/** Another value in the scope, and in the key too unless `key` says what the key has. */
const scoped = (part, change, key) => (plan, r) => {
  const right = plan.scope[part];
  const wrong = change(right, r, plan);
  if (wrong === false || wrong === right || (part === "region" && !named(plan))) return false;
  plan.scope = { ...plan.scope, [part]: wrong };
  if (key === "right") plan.recipe.key = () => ({ [part]: right });
};

const another = (region) => (region === "us-east-1" ? "eu-west-1" : "us-east-1");
const malformed = {
  underscores: (x) => x.replaceAll("-", "_"),
  capitals: (x) => x.toUpperCase(),
  "an availability zone": (x) => `${x}a`,
  "without the number": (x) => x.replace(/-\d$/, ""),
  "the word s3": () => "s3",
  "the word execute-api": () => "execute-api",
  "the host": (_x, _r, plan) => plan.host,
  "without dashes": (x) => x.replaceAll("-", ""),
};

const globals = [
  ["iam.amazonaws.com", "iam"],
  ["route53.amazonaws.com", "route53"],
  ["cloudfront.amazonaws.com", "cloudfront"],
  ["sts.amazonaws.com", "sts"],
  ["organizations.us-east-1.amazonaws.com", "organizations"],
];
const globalScope = (region) => (plan, r) => {
  const [host, service] = r.pick(globals);
  plan.host = host;
  plan.service = service;
  plan.scope = { ...plan.scope, service, region };
};

const services = [
  ["es", "opensearch"],
  ["es", "elasticsearch"],
  ["monitoring", "cloudwatch"],
  ["sagemaker", "runtime.sagemaker"],
  ["sagemaker", "sagemaker-runtime"],
  ["ses", "email"],
  ["bedrock", "bedrock-runtime"],
  ["execute-api", "apigateway"],
  ["execute-api", "lambda"],
  ["s3", "storage"],
  ["s3", "S3"],
  ["dynamodb", "DynamoDB"],
  ["logs", "cloudwatchlogs"],
  ["kms", "dynamodb"],
  ["lambda", "awslambda"],
  ["sqs", "sns"],
  ["ec2", "EC2"],
  ["sts", "iam"],
];
const otherService = (service, r) => {
  const fitting = services.filter((pair) => pair[0] === service);
  return fitting.length > 0 ? r.pick(fitting)[1] : false;
};

const scopeFaults = [
  ...faults(
    "scope-region-wrong",
    aws,
    {
      "another region": scoped("region", another),
      "a near region": scoped("region", (_x, r) => r.pick(["eu-west-2", "us-west-1", "ap-northeast-1"])),
    },
    valid,
  ),
  ...faults(
    "scope-region-wrong",
    aws,
    { "in the text only": scoped("region", another, "right") },
    { side: "scope" },
  ),
  ...faults(
    "scope-global-service-region",
    ["query"],
    {
      "home region": globalScope("eu-west-1"),
      "aws-global": globalScope("aws-global"),
      "near region": globalScope("us-west-2"),
    },
    { ...valid, weight: 4, also: [["scope-region-wrong"]] },
  ),
  fault(
    "scope-global-service-region",
    "regional STS with us-east-1",
    ["stsPresigned"],
    (plan) => {
      plan.scope = { ...plan.scope, region: "us-east-1" };
    },
    { ...valid, weight: 3, also: [["scope-region-wrong"]] },
  ),
  ...Object.entries(malformed).map(([name, change]) =>
    fault("scope-region-malformed", name, regionSure, scoped("region", change), valid),
  ),
  ...faults(
    "scope-service-wrong",
    aws,
    { "another name": scoped("service", otherService) },
    { ...valid, weight: 6 },
  ),
  ...faults(
    "scope-service-wrong",
    aws,
    { "in the text only": scoped("service", otherService, "right") },
    { side: "scope", weight: 2 },
  ),
  ...["aws4", "goog4_request", "aws4-request", "AWS4_REQUEST"].map((word) =>
    fault(
      "scope-terminator-wrong",
      word,
      all,
      scoped("terminator", () => word),
      valid,
    ),
  ),
  ...["aws4", "goog4_request"].map((word) =>
    fault(
      "scope-terminator-wrong",
      `${word}, right key`,
      all,
      scoped("terminator", () => word, "right"),
      { side: "scope" },
    ),
  ),
  ...[-1, 1, -7].map((days) =>
    fault(
      "scope-date-mismatch",
      `${days} d`,
      all,
      scoped("date", (date) => shifted(date, days)),
      { side: "scope", verdict: null },
    ),
  ),
  ...[-1, 1].map((days) =>
    fault(
      "scope-date-mismatch",
      `${days} d, right key`,
      all,
      scoped("date", (date) => shifted(date, days), "right"),
      { side: "scope", verdict: null },
    ),
  ),
  fault(
    "scope-terminator-wrong",
    "empty",
    all,
    scoped("terminator", () => ""),
    { ...valid, verdict: null, also: [["credential-wrong-arity"]] },
  ),
  fault(
    "region-nul-byte",
    "in scope and key",
    presignedShapes,
    scoped("region", (x) => `${x}\0`),
    { side: "scope", verdict: null, also: [["scope-region-malformed"]] },
  ),
  fault(
    "region-nul-byte",
    "in the header",
    headerShapes,
    scoped("region", (x) => `${x}\0`),
    { side: "scope", verdict: null },
  ),
  fault(
    "region-nul-byte",
    "in the key only",
    aws,
    (plan) => {
      plan.recipe.key = ({ scope }) => ({ region: `${scope.region}\0` });
    },
    { side: "scope" },
  ),
];

/** Signed at another time than now: the request is right for its own date. */
const timed = (seconds) => (plan) => {
  const epoch = Date.parse(plan.now) + seconds * 1000;
  plan.time = movedSeconds("20260101T000000Z", (epoch - Date.parse("2026-01-01T00:00:00Z")) / 1000);
  plan.scope = { ...plan.scope, date: plan.time.slice(0, 8) };
};
const late = { side: "time", verdict: ["valid"], also: [["signed-too-early"]] };
const zones = { side: "time", verdict: ["valid"], also: [["clock-skew"]] };
const headerAws = headerShapes.filter((name) => name !== "compatible");

const skewFaults = [
  ...[-1423, -47 * 60 - 11, -86400 * 3 - 77].map((s) =>
    fault("clock-skew", `${s} s`, headerAws, timed(s), late),
  ),
  ...[1423, 3000 + 83, 86400 * 2 + 551].map((s) =>
    fault("clock-skew", `+${s} s`, headerAws, timed(s), { ...late, also: [] }),
  ),
  ...[5.5, 2, 9, 1, -1].map((h) =>
    fault("timezone-local-as-utc", `+${h} h`, headerAws, timed(h * 3600 - 2), zones),
  ),
  ...[-5, -8, -3.5].map((h) =>
    fault("timezone-local-as-utc", `${h} h`, headerAws, timed(h * 3600 - 2), {
      ...zones,
      also: [["clock-skew"], ["signed-too-early"]],
    }),
  ),
  fault(
    "signed-too-early",
    "third attempt",
    headerAws,
    (plan) => {
      timed(-1300)(plan);
      plan.headers.push(["amz-sdk-request", "attempt=3; max=5"]);
    },
    { side: "time", verdict: ["valid"], also: [["clock-skew"], ["retry-reuses-signature"]] },
  ),
  ...[1000, 3600 * 5].map((s) =>
    fault("presign-expired", `${s} s over`, presignedShapes, (plan) => timed(-plan.expires - s)(plan), {
      side: "time",
      verdict: ["valid"],
    }),
  ),
  ...[1500, 7300].map((s) =>
    fault("presign-not-yet-valid", `+${s} s`, presignedShapes, timed(s), {
      side: "time",
      verdict: ["valid"],
      also: [["clock-skew"]],
    }),
  ),
  ...[604801, 2592000, -1, 0, "undefined", "NaN", "3600s"].map((value) =>
    fault(
      "presign-expires-out-of-range",
      String(value),
      presignedShapes.filter((n) => n.startsWith("s3")),
      (plan) => {
        plan.expires = value;
      },
      {
        side: "time",
        verdict: null,
        also:
          value === 0
            ? [["presign-expired"], ["presign-expired", "presign-expires-out-of-range"]]
            : value === "undefined"
              ? [["unexpanded-placeholder"]]
              : [],
      },
    ),
  ),
];

const extended = (time) => time.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z");
const dateForms = {
  extended,
  milliseconds: (t) => extended(t).replace("Z", ".123Z"),
  "basic with milliseconds": (t) => t.replace("Z", "123Z"),
  "offset instead of Z": (t) => t.replace("Z", "+0000"),
  "the letters UTC": (t) => t.replace("Z", "UTC"),
  RFC1123: (t) => new Date(extended(t)).toUTCString(),
  "without T": (t) => t.replace("T", " "),
  "without Z": (t) => t.replace("Z", ""),
  epoch: (t) => String(Date.parse(extended(t)) / 1000),
};
const localDigits = (zero) => (t) =>
  [...t]
    .map((c) => (/\d/.test(c) ? Buffer.from(String.fromCodePoint(zero + Number(c))).toString("latin1") : c))
    .join("");
const calendars = {
  "Buddhist year": (t) => String(+t.slice(0, 4) + 543) + t.slice(4),
  "Persian year": (t) => String(+t.slice(0, 4) - 621) + t.slice(4),
  "Arabic digits": localDigits(0x660),
  "Persian digits": localDigits(0x6f0),
  "Thai digits": localDigits(0xe50),
};
const written = (change, inText) => (plan) => {
  const wrong = change(plan.time);
  plan.dateHeader = wrong;
  if (inText) plan.time = wrong;
};
const odd = { side: "time", verdict: null };
const dateFaults = [
  ...Object.entries(dateForms).map(([n, f]) =>
    fault("date-format-wrong", `${n}, header and text`, headerAws, written(f, true), odd),
  ),
  ...["extended", "milliseconds", "RFC1123"].map((n) =>
    fault("date-format-wrong", `${n}, header only`, headerAws, written(dateForms[n], false), {
      ...odd,
      also: n === "RFC1123" ? [] : [[]],
    }),
  ),
  ...["extended", "milliseconds", "RFC1123"].map((n) =>
    fault(
      "date-format-wrong",
      `${n}, text only`,
      headerAws,
      (plan) => {
        plan.recipe.lines = ([a, time, ...rest]) => [a, dateForms[n](time).replace(".123", ".000"), ...rest];
      },
      { side: "time", verdict: null },
    ),
  ),
  fault(
    "date-format-wrong",
    "scope with dashes",
    headerAws,
    (plan) => {
      plan.scope = { ...plan.scope, date: extended(plan.time).slice(0, 10) };
    },
    { ...odd, also: [["scope-date-mismatch"]] },
  ),
  ...Object.entries(calendars).map(([n, f]) =>
    fault(
      "date-calendar-locale",
      n,
      headerAws,
      (plan) => {
        written(f, true)(plan);
        plan.scope = { ...plan.scope, date: f(plan.scope.date) };
      },
      odd,
    ),
  ),
  fault(
    "date-missing",
    "no date at all",
    headerAws,
    (plan) => {
      plan.dateHeader = null;
    },
    odd,
  ),
  fault(
    "date-missing",
    "dropped on the way",
    headerAws,
    (plan) => {
      plan.wire.push((message) => {
        message.headers = message.headers.filter((pair) => pair[0] !== "X-Amz-Date");
      });
    },
    odd,
  ),
];

export const scopeTimeFaults = [...scopeFaults, ...skewFaults, ...dateFaults];
