import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endpointOf } from "../../src/endpoints/endpoint.ts";

// host, service, signing name, region, partition; all certain
const certainHosts = [
  ["sts.amazonaws.com", "sts", "sts", "us-east-1", "aws"],
  ["sts.eu-west-1.amazonaws.com", "sts", "sts", "eu-west-1", "aws"],
  ["sts-fips.us-west-2.amazonaws.com", "sts", "sts", "us-west-2", "aws"],
  ["sts.us-gov-west-1.amazonaws.com", "sts", "sts", "us-gov-west-1", "aws-us-gov"],
  ["sts.cn-north-1.amazonaws.com.cn", "sts", "sts", "cn-north-1", "aws-cn"],
  ["sts.eusc-de-east-1.amazonaws.eu", "sts", "sts", "eusc-de-east-1", "aws-eusc"],
  ["sts.us-iso-east-1.c2s.ic.gov", "sts", "sts", "us-iso-east-1", "aws-iso"],
  ["iam.amazonaws.com", "iam", "iam", "us-east-1", "aws"],
  ["iam-fips.amazonaws.com", "iam", "iam", "us-east-1", "aws"],
  ["iam.global.api.aws", "iam", "iam", "us-east-1", "aws"],
  ["iam.us-gov.amazonaws.com", "iam", "iam", "us-gov-west-1", "aws-us-gov"],
  ["iam.cn-north-1.amazonaws.com.cn", "iam", "iam", "cn-north-1", "aws-cn"],
  ["sqs.us-east-2.amazonaws.com", "sqs", "sqs", "us-east-2", "aws"],
  ["queue.amazonaws.com", "sqs", "sqs", "us-east-1", "aws"],
  ["eu-west-1.queue.amazonaws.com", "sqs", "sqs", "eu-west-1", "aws"],
  ["sqs.eu-west-1.api.aws", "sqs", "sqs", "eu-west-1", "aws"],
  ["sns.ap-southeast-2.amazonaws.com", "sns", "sns", "ap-southeast-2", "aws"],
  ["email.eu-west-1.amazonaws.com", "ses", "ses", "eu-west-1", "aws"],
  ["dynamodb.us-east-1.amazonaws.com", "dynamodb", "dynamodb", "us-east-1", "aws"],
  ["123456789012.ddb.us-east-1.amazonaws.com", "dynamodb", "dynamodb", "us-east-1", "aws"],
  ["streams.dynamodb.us-east-1.amazonaws.com", "dynamodbstreams", "dynamodb", "us-east-1", "aws"],
  ["lambda.eu-central-1.amazonaws.com", "lambda", "lambda", "eu-central-1", "aws"],
  ["abc123.lambda-url.us-east-1.on.aws", "lambda", "lambda", "us-east-1", "aws"],
  ["ec2.us-west-1.amazonaws.com", "ec2", "ec2", "us-west-1", "aws"],
  ["ec2.amazonaws.com", "ec2", "ec2", "us-east-1", "aws"],
  [
    "a1b2c3.execute-api.us-east-1.amazonaws.com",
    "apigatewaymanagementapi",
    "execute-api",
    "us-east-1",
    "aws",
  ],
  ["runtime.sagemaker.us-east-1.amazonaws.com", "sagemaker-runtime", "sagemaker", "us-east-1", "aws"],
  ["runtime-fips.sagemaker.us-east-1.amazonaws.com", "sagemaker-runtime", "sagemaker", "us-east-1", "aws"],
  ["api.sagemaker.us-east-1.amazonaws.com", "sagemaker", "sagemaker", "us-east-1", "aws"],
  ["redshift-data.us-east-1.amazonaws.com", "redshift-data", "redshift-data", "us-east-1", "aws"],
  ["secretsmanager.us-east-1.amazonaws.com", "secretsmanager", "secretsmanager", "us-east-1", "aws"],
  ["ssm.us-east-1.amazonaws.com", "ssm", "ssm", "us-east-1", "aws"],
  ["kms.us-east-1.amazonaws.com", "kms", "kms", "us-east-1", "aws"],
  ["logs.us-east-1.amazonaws.com", "logs", "logs", "us-east-1", "aws"],
  ["monitoring.us-east-1.amazonaws.com", "cloudwatch", "monitoring", "us-east-1", "aws"],
  ["route53.amazonaws.com", "route53", "route53", "us-east-1", "aws"],
  ["route53.amazonaws.com.cn", "route53", "route53", "cn-northwest-1", "aws-cn"],
  ["search-logs-abc.us-east-1.es.amazonaws.com", "opensearch", "es", "us-east-1", "aws"],
  ["vpc-logs-abc.eu-west-1.es.amazonaws.com", "opensearch", "es", "eu-west-1", "aws"],
  ["abc123.us-west-2.aoss.amazonaws.com", "opensearchserverless", "aoss", "us-west-2", "aws"],
  ["cognito-idp.us-east-1.amazonaws.com", "cognito-idp", "cognito-idp", "us-east-1", "aws"],
  ["cognito-identity.us-east-1.amazonaws.com", "cognito-identity", "cognito-identity", "us-east-1", "aws"],
  ["kinesis.us-east-1.amazonaws.com", "kinesis", "kinesis", "us-east-1", "aws"],
  ["bedrock-runtime.us-east-1.amazonaws.com", "bedrock-runtime", "bedrock", "us-east-1", "aws"],
  ["bedrock-runtime-fips.us-east-1.amazonaws.com", "bedrock-runtime", "bedrock", "us-east-1", "aws"],
  ["fips.batch.us-east-1.amazonaws.com", "batch", "batch", "us-east-1", "aws"],
  ["cn.transcribe.cn-north-1.amazonaws.com.cn", "transcribe", "transcribe", "cn-north-1", "aws-cn"],
  ["api.ecr.us-east-1.amazonaws.com", "ecr", "ecr", "us-east-1", "aws"],
  ["sync-states.us-east-1.amazonaws.com", "stepfunctions", "states", "us-east-1", "aws"],
  ["organizations.us-east-1.amazonaws.com", "organizations", "organizations", "us-east-1", "aws"],
  ["vpce-0a1b-2c3d.sqs.us-east-1.vpce.amazonaws.com", "sqs", "sqs", "us-east-1", "aws"],
  ["g-abc.neptune-graph.us-east-1.amazonaws.com", "neptune-graph", "neptune-graph", "us-east-1", "aws"],
  ["abc.endpoints.email.amazonaws.com", "sesv2", "ses", "*", "aws"],
] as const;

describe("the endpoint of a host the tables know", () => {
  test.each(certainHosts)("it is certain: %s", (...[host, service, signingName, region, partition]) => {
    expect(endpointOf(host)).toMatchObject({
      host,
      service,
      signingName,
      region,
      partition,
      pathEncoding: "double",
      certain: true,
      alternatives: [],
    });
  });

  test("it takes upper case, a port and a trailing dot, and gives the host back as asked", () => {
    expect(endpointOf("SQS.US-East-1.AmazonAWS.com.:443")).toMatchObject({
      host: "SQS.US-East-1.AmazonAWS.com.:443",
      signingName: "sqs",
      region: "us-east-1",
    });
  });

  test("it says the dialect where all clients of the host speak one", () => {
    const dialects = [
      ["sts.us-east-1.amazonaws.com", "awsQuery"],
      ["ec2.us-east-1.amazonaws.com", "ec2Query"],
      ["dynamodb.us-east-1.amazonaws.com", "awsJson1_0"],
      ["kms.us-east-1.amazonaws.com", "awsJson1_1"],
      ["lambda.us-east-1.amazonaws.com", "restJson1"],
      ["route53.amazonaws.com", "restXml"],
      ["s3.us-east-1.amazonaws.com", "restXml"],
      ["email.us-east-1.amazonaws.com", null],
    ];
    expect(dialects.map(([host]) => [host, endpointOf(String(host)).dialect])).toEqual(dialects);
  });

  test("it is global where the host does not name its region", () => {
    expect(endpointOf("iam.amazonaws.com").global).toBe(true);
    expect(endpointOf("sqs.us-east-1.amazonaws.com").global).toBe(false);
  });
});

describe("the endpoint of a host that means several things", () => {
  test("it lists the other region of a host two partitions share", () => {
    expect(endpointOf("cloudfront.amazonaws.com")).toEqual({
      host: "cloudfront.amazonaws.com",
      service: "cloudfront",
      signingName: "cloudfront",
      region: "us-east-1",
      partition: "aws",
      pathEncoding: "double",
      dialect: "restXml",
      certain: false,
      alternatives: [
        { service: "cloudfront", signingName: "cloudfront", region: "us-gov-west-1", pathEncoding: "double" },
      ],
      global: true,
    });
  });

  test.each([
    ["a1b2c3-ats.iot.eu-west-1.amazonaws.com", ["iotdata", "iotdevicegateway"]],
    ["kafka.us-east-1.amazonaws.com", ["kafka", "kafka-cluster"]],
    ["maps.geo.us-east-1.amazonaws.com", ["geo", "geo-maps"]],
  ])("it lists the other signing names: %s", (host, names) => {
    const { certain, signingName, alternatives } = endpointOf(host);
    expect(certain).toBe(false);
    expect([signingName, ...alternatives.map((other) => other.signingName)]).toEqual(names);
  });
});

describe("the endpoint of a host no table knows", () => {
  test("it guesses the signing name of a regional host and says so", () => {
    expect(endpointOf("brandnew.us-east-1.amazonaws.com")).toMatchObject({
      service: null,
      signingName: "brandnew",
      region: "us-east-1",
      partition: "aws",
      certain: false,
    });
  });

  test("it is not certain of a known service behind labels it does not know", () => {
    expect(endpointOf("what.sqs.us-east-1.amazonaws.com")).toMatchObject({
      signingName: "sqs",
      certain: false,
    });
  });

  test("it is not certain when region and DNS suffix belong to different partitions", () => {
    expect(endpointOf("sqs.us-east-1.amazonaws.com.cn")).toMatchObject({
      signingName: "sqs",
      region: "us-east-1",
      partition: "aws-cn",
      certain: false,
    });
  });

  const hostile = [
    "",
    ".",
    "...",
    ":",
    "localhost:4566",
    "127.0.0.1",
    "[::1]:443",
    "constructor.us-east-1.example",
    "b\u00fccher.example",
    "\u212ams.us-east-1.amazonaws.com",
    "\0.amazonaws.com",
    "s3.amazonaws.com\r\n",
    "amazonaws.com",
    "..amazonaws.com",
    "s3.amazonaws.com.evil.example",
    "bucket.s3-website-us-east-1.amazonaws.com",
    "a".repeat(10_000),
    `${"a.".repeat(5_000)}amazonaws.com`,
  ];
  test.each(hostile)("it has nulls: %j", (host) => {
    expect(endpointOf(host)).toEqual({
      host,
      service: null,
      signingName: null,
      region: null,
      partition: null,
      pathEncoding: "double",
      dialect: null,
      certain: false,
      alternatives: [],
      global: false,
    });
  });

  test.each(["__proto__", "constructor", "toString"])("it knows no service called %s", (name) => {
    expect(endpointOf(`${name}.us-east-1.amazonaws.com`)).toMatchObject({ service: null, certain: false });
  });

  test("it never throws, whatever stands before the suffix", () => {
    const label = fc.oneof(
      fc.string(),
      fc.constantFrom("s3", "vpce", "fips", "us-east-1", "vpce-1", "dualstack", "*"),
    );
    const suffix = fc.constantFrom("amazonaws.com", "api.aws", "on.aws", "amazonaws.com.cn", "example");
    fc.assert(
      fc.property(fc.array(label, { maxLength: 6 }), suffix, (labels, end) => {
        const endpoint = endpointOf([...labels, end].join("."));
        expect(endpoint.certain && endpoint.signingName === null).toBe(false);
      }),
    );
  });
});

const published = new URL("../../../shared/data/prefix-to-signing.json", import.meta.url);

describe.skipIf(!existsSync(published))("the endpoint table against published prefixes", () => {
  test("it gives the published signing name for every prefix it answers, and answers nearly all", () => {
    const prefixes = Object.entries(JSON.parse(readFileSync(published, "utf8")) as Record<string, string>);
    const answered = prefixes
      .map(([prefix, signingName]) => ({
        prefix,
        signingName,
        endpoint: endpointOf(`${prefix.replace(/^\./, "")}.us-east-1.amazonaws.com`),
      }))
      .filter(({ endpoint }) => endpoint.service !== null);
    const wrong = answered.filter(({ endpoint, signingName }) => endpoint.signingName !== signingName);
    expect(wrong.map(({ prefix }) => prefix)).toEqual([]);
    expect(answered.length / prefixes.length).toBeGreaterThan(0.99);
  });
});

test("is not certain of the region of a FIPS host that China does not have", () => {
  expect(endpointOf("iam-fips.amazonaws.com.cn")).toMatchObject({ signingName: "iam", certain: false });
  expect(endpointOf("iam.amazonaws.com.cn")).toMatchObject({ region: "cn-north-1", certain: true });
  expect(endpointOf("iam-fips.amazonaws.com")).toMatchObject({ region: "us-east-1", certain: true });
});
