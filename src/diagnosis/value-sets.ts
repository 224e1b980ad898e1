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
  "text/javascript",
  "application/javascript",
  "text/css",
  "image/gif",
  "image/webp",
  "image/svg+xml",
  "video/mp4",
  "audio/mpeg",
  "application/gzip",
  "application/x-ndjson",
  "application/cbor",
  "application/x-amz-cbor-1.1",
  "application/x-tar",
  "text/markdown",
  "application/msword",
];
const charsetEndings = [
  "; charset=utf-8",
  "; charset=UTF-8",
  ";charset=utf-8",
  ";charset=UTF-8",
  "; charset=ISO-8859-1",
  "; charset=iso-8859-1",
  ";charset=ISO-8859-1",
  "; charset=us-ascii",
  "; charset=US-ASCII",
  "; charset=windows-1252",
];

/** What libraries are seen to sign and proxies to write for Accept-Encoding, most often seen first. */
export const acceptEncodings: readonly string[] = [
  "identity",
  "gzip",
  "gzip, br",
  "gzip, deflate, br",
  "gzip, deflate",
  "",
  "gzip,deflate",
  "gzip, deflate, br, zstd",
  "br",
  "*",
  "deflate, gzip",
  "gzip, identity",
  "br, gzip",
  "br, gzip, deflate",
  "deflate, gzip, br",
  "deflate, gzip, br, zstd",
  "gzip,br",
  "identity;q=1, *;q=0",
  "gzip;q=1.0,deflate;q=0.6,identity;q=0.3",
  "gzip,deflate,br",
  "deflate",
  "identity, gzip",
  "compress, gzip",
  "gzip, x-gzip, deflate",
  "zstd",
  "gzip, compress, br",
  "gzip, zstd",
  "*;q=0",
  "gzip, br, zstd",
  "identity,*;q=0",
  "gzip;q=1.0, identity;q=0.5",
];

/** What intermediaries are seen to append to Accept-Encoding. */
export const acceptEncodingEndings: readonly string[] = [
  ",gzip(gfe)",
  ", gzip(gfe)",
  ", identity",
  ",identity",
  ", gzip",
  ",gzip",
  ", br",
  ",br",
  ", deflate",
  ", zstd",
  ", gzip, br",
];

/** The content types most often signed where `sent` arrived: without its parameters, with a charset, none, that of the path's ending, or a default. */
export function likelyContentTypes(sent: string, path = ""): string[] {
  const bare = bareType(sent);
  const own = [...charsetEndings.slice(0, 4).map((ending) => bare + ending)];
  const written = ["application/json", "application/x-www-form-urlencoded", "text/plain"];
  return otherThan(sent, [
    bare,
    ...own,
    "",
    ...typeOfName(path),
    ...written,
    "application/octet-stream",
    "binary/octet-stream",
    ...["image/jpeg", "image/png", "text/csv", "application/pdf", "text/html", "application/xml"],
    ...written.flatMap((type) => charsetEndings.slice(0, 4).map((ending) => type + ending)),
    "multipart/form-data",
    "application/x-amz-json-1.0",
    "application/x-amz-json-1.1",
  ]);
}

const typesByEnding: Readonly<Record<string, string>> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
  pdf: "application/pdf",
  csv: "text/csv",
  txt: "text/plain",
  htm: "text/html",
  html: "text/html",
  css: "text/css",
  js: "text/javascript",
  json: "application/json",
  xml: "application/xml",
  zip: "application/zip",
  gz: "application/gzip",
  tar: "application/x-tar",
  mp4: "video/mp4",
  mp3: "audio/mpeg",
  md: "text/markdown",
};

/** The type that clients take from the ending of a name. */
function typeOfName(path: string): string[] {
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(path.slice(-8))?.[1]?.toLowerCase() ?? "";
  const type = Object.hasOwn(typesByEnding, ending) ? typesByEnding[ending] : undefined;
  return type === undefined ? [] : [type];
}

/** Every content type worth trying where `sent` arrived, the likely ones first. */
export function contentTypes(sent: string, path = ""): string[] {
  const types = [bareType(sent), ...commonTypes];
  return otherThan(sent, [
    ...likelyContentTypes(sent, path),
    ...commonTypes,
    ...types.flatMap((type) => charsetEndings.map((ending) => type + ending)),
  ]);
}

function bareType(sent: string): string {
  return sent.split(";")[0]?.trim() ?? "";
}

function otherThan(sent: string, values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value.toLowerCase() !== sent.toLowerCase());
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

/** The regions that are used most, the most used first: they are tried before all others. */
export const likelyRegions: readonly string[] = [
  "us-east-1",
  "us-west-2",
  "eu-west-1",
  "eu-central-1",
  "us-east-2",
  "ap-southeast-2",
  "ap-southeast-1",
  "ap-northeast-1",
  "eu-west-2",
  "us-west-1",
  "sa-east-1",
  "ap-south-1",
  "ca-central-1",
];
