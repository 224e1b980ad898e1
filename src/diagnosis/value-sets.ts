// Values that several rules try: what HTTP libraries and intermediaries are known to put in place of others.

const commonTypes = [
  "application/json",
  "application/x-www-form-urlencoded",
  "application/octet-stream",
  "binary/octet-stream",
  "text/plain",
  "application/xml",
  "text/xml",
  "text/html",
  "application/x-amz-json-1.0",
  "application/x-amz-json-1.1",
  "multipart/form-data",
  "image/jpeg",
  "image/png",
  "application/pdf",
  "application/zip",
  "text/csv",
];
const charsetEndings = [
  "; charset=utf-8",
  "; charset=UTF-8",
  ";charset=utf-8",
  ";charset=UTF-8",
  "; charset=ISO-8859-1",
];

/** Content types that may have been signed where `sent` arrived: without its parameters, with a charset, or another common one. */
export function contentTypes(sent: string): string[] {
  const bare = sent.split(";")[0]?.trim() ?? "";
  const found = new Set<string>(["", bare, ...charsetEndings.map((ending) => bare + ending)]);
  for (const type of commonTypes) {
    found.add(type);
    for (const ending of charsetEndings) found.add(type + ending);
  }
  found.delete(sent);
  return [...found].filter((value) => value.toLowerCase() !== sent.toLowerCase());
}

/** S3 regions older than Signature Version 4, which may still take Version 2 (those opened before 2014). */
export const signatureVersionTwoRegions: ReadonlySet<string> = new Set([
  "us-east-1",
  "us-west-1",
  "us-west-2",
  "eu-west-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-northeast-1",
  "sa-east-1",
  "us-gov-west-1",
]);

/** Ways a region is misspelled: letter case, underscores, no dashes, without its number or direction, as an availability zone. */
export function regionMisspellings(region: string): string[] {
  const [area = "", direction = "", number = ""] = region.split("-");
  const short = direction
    .replace("north", "n")
    .replace("south", "s")
    .replace("central", "c")
    .replace("east", "e")
    .replace("west", "w");
  return [
    region.toUpperCase(),
    region.replaceAll("-", "_"),
    region.toUpperCase().replaceAll("-", "_"),
    `${area}-${direction}`,
    region.replaceAll("-", ""),
    `${area}-${direction}${number}`,
    `${area}${short[0] ?? ""}${number}`,
    ...["a", "b", "c", "d", "e", "f"].map((zone) => `${region}${zone}`),
    area,
    area.toUpperCase(),
    `${region} `,
    ` ${region}`,
    `${region}\n`,
    "",
    "auto",
    "default",
    "global",
    "undefined",
    "null",
    "None",
  ];
}

/** Signing names of the services that are called most; tried when a scope's service may have been another. */
export const commonSigningNames: readonly string[] = [
  "s3",
  "execute-api",
  "sts",
  "iam",
  "lambda",
  "dynamodb",
  "sqs",
  "sns",
  "ses",
  "ec2",
  "es",
  "aoss",
  "logs",
  "monitoring",
  "events",
  "kinesis",
  "firehose",
  "kms",
  "secretsmanager",
  "ssm",
  "bedrock",
  "bedrock-runtime",
  "sagemaker",
  "runtime.sagemaker",
  "states",
  "cognito-idp",
  "cognito-identity",
  "appsync",
  "iotdata",
  "iotdevicegateway",
  "rds",
  "rds-db",
  "redshift",
  "redshift-data",
  "athena",
  "glue",
  "ecr",
  "ecs",
  "route53",
  "cloudfront",
  "cloudformation",
  "cloudwatch",
  "opensearch",
  "email",
  "apigateway",
  "storage",
  "s3express",
  "s3-object-lambda",
  "elasticache",
  "transcribe",
];
