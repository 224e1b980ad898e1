// Hosts no rule set gives: data planes, customers' own labels, legacy names, VPC endpoints, websites, look-alikes. Written from the
// AWS service guides. `{r}` is a region, `{d}` the partition's DNS suffix; a null signing name means that nothing is derivable.

const commercial = ["us-east-1", "eu-west-1", "ap-southeast-5", "mx-central-1"];
const gov = ["us-gov-west-1"];
const china = ["cn-north-1"];

/** Template, signing names (several where the host does not decide), regions. */
const regional = [
  ["a1b2c3d4e5.execute-api.{r}.{d}", "execute-api", [...commercial, ...gov, ...china]],
  ["vpce-0a1b2c3d4e5f-abcdefgh.execute-api.{r}.vpce.{d}", "execute-api", [...commercial, ...gov]],
  ["a1b2c3d4e5-vpce-0a1b2c3d4e5f60718.execute-api.{r}.{d}", "execute-api", commercial],
  ["abcdefghijklmnopqrstuvwxyz012345.lambda-url.{r}.on.aws", "lambda", [...commercial]],
  ["search-my-domain-abcdefghijklmnop.{r}.es.{d}", "es", [...commercial, ...gov, ...china]],
  ["vpc-my-domain-abcdefghijklmnop.{r}.es.{d}", "es", commercial],
  ["search-my-domain-abcdefghijklmnop.aos.{r}.on.aws", "es", commercial],
  ["abc123def456.{r}.aoss.{d}", "aoss", commercial],
  ["dashboards.{r}.aoss.{d}", "aoss", commercial],
  ["a1b2c3d4e5f6g7-ats.iot.{r}.{d}", "iotdata|iotdevicegateway", [...commercial, ...gov]],
  ["a1b2c3d4e5f6g7.iot.{r}.{d}", "iotdata|iotdevicegateway", commercial],
  ["a1b2c3d4e5f6g7.ats.iot.{r}.{d}", "iotdata|iotdevicegateway", china],
  ["data.iot.{r}.{d}", "iotdata", commercial],
  ["a1b2c3d4e5f6g7.jobs.iot.{r}.{d}", "iot-jobs-data", commercial],
  ["abcdefghijklmnopqrstuvwxyz.appsync-api.{r}.{d}", "appsync", commercial],
  ["abcdefghijklmnopqrstuvwxyz.appsync-realtime-api.{r}.{d}", "appsync", commercial],
  ["search-movies-rr2f34ofg56xneuemujamut52i.{r}.cloudsearch.{d}", "cloudsearch", commercial],
  ["doc-movies-rr2f34ofg56xneuemujamut52i.{r}.cloudsearch.{d}", "cloudsearch", commercial],
  ["s-1a2b3c4d.kinesisvideo.{r}.{d}", "kinesisvideo", commercial],
  ["v-1a2b3c4d.kinesisvideo.{r}.{d}", "kinesisvideo", commercial],
  ["abcdefghijklm.data.mediastore.{r}.{d}", "mediastore", commercial],
  ["ingest-cell2.timestream.{r}.{d}", "timestream", commercial],
  ["query-cell1.timestream.{r}.{d}", "timestream", commercial],
  ["my-service-0123456789abcdef0.7d67968.vpc-lattice-svcs.{r}.on.aws", "vpc-lattice-svcs", commercial],
  ["aps-workspaces.{r}.{d}", "aps", commercial],
  ["my-pipeline-abcdefghijklmnopqrstuvwxyz.{r}.osis.{d}", "osis", commercial],
  ["db-cluster.cluster-abcdefghijkl.{r}.neptune.{d}", "neptune-db", commercial],
  ["git-codecommit.{r}.{d}", "codecommit", commercial],
  ["sqs.{r}.{d}", "sqs", [...commercial, ...gov, ...china]],
  ["{r}.queue.{d}", "sqs", commercial],
  ["queue.{d}", "sqs", ["us-east-1"]],
  ["vpce-0a1b2c3d4e5f-abcdefgh.sqs.{r}.vpce.{d}", "sqs", [...commercial, ...gov]],
  ["vpce-0a1b2c3d4e5f-abcdefgh-us-east-1a.kms.us-east-1.vpce.{d}", "kms", ["us-east-1"]],
  ["vpce-0a1b2c3d4e5f-abcdefgh.monitoring.{r}.vpce.{d}", "monitoring", commercial],
  ["vpce-0a1b2c3d4e5f-abcdefgh.email.{r}.vpce.{d}", "ses", commercial],
  ["vpce-0a1b2c3d4e5f-abcdefgh.runtime.sagemaker.{r}.vpce.{d}", "sagemaker", commercial],
  ["vpce-0a1b2c3d4e5f-abcdefgh.api.ecr.{r}.vpce.{d}", "ecr", commercial],
  ["vpce-0a1b2c3d4e5f-abcdefgh.secretsmanager.{r}.vpce.{d}", "secretsmanager", commercial],
  ["bucket.vpce-0a1b2c3d4e5f-abcdefgh.s3.{r}.vpce.{d}", "s3", [...commercial, ...gov]],
  ["bucket.bucket.vpce-0a1b2c3d4e5f-abcdefgh.s3.{r}.vpce.{d}", "s3", commercial],
  ["accesspoint.vpce-0a1b2c3d4e5f-abcdefgh.s3.{r}.vpce.{d}", "s3", commercial],
  ["control.vpce-0a1b2c3d4e5f-abcdefgh.s3.{r}.vpce.{d}", "s3", commercial],
  ["s3.{r}.{d}", "s3", [...commercial, ...gov, ...china]],
  ["s3.dualstack.{r}.{d}", "s3", commercial],
  ["examplebucket.s3.dualstack.{r}.{d}", "s3", [...commercial, ...gov, ...china]],
  ["my.dotted.bucket.s3.{r}.{d}", "s3", commercial],
  ["s3-us-west-2.{d}", "s3", ["us-west-2"]],
  ["examplebucket.s3-us-west-2.{d}", "s3", ["us-west-2"]],
  ["my.dotted.bucket.s3-eu-west-1.{d}", "s3", ["eu-west-1"]],
  ["s3-external-1.{d}", "s3", ["us-east-1"]],
  ["examplebucket.s3-external-1.{d}", "s3", ["us-east-1"]],
  ["s3-fips.us-east-1.{d}", "s3", ["us-east-1"]],
  ["s3-fips-us-gov-west-1.{d}", "s3", gov],
  ["myendpoint-111122223333.s3-accesspoint.{r}.{d}", "s3", [...commercial, ...gov, ...china]],
  ["myendpoint-111122223333.s3-accesspoint-fips.dualstack.us-gov-west-1.{d}", "s3", gov],
  ["mybanner-111122223333.s3-object-lambda.{r}.{d}", "s3-object-lambda", commercial],
  ["reports-111122223333.op-01234567890123456.s3-outposts.{r}.{d}", "s3-outposts", commercial],
  ["111122223333.s3-control.{r}.{d}", "s3", commercial],
  ["data--use1-az4--x-s3.s3express-use1-az4.us-east-1.{d}", "s3express", ["us-east-1"]],
  ["s3express-control.us-east-1.{d}", "s3express", ["us-east-1"]],
  ["ec2.{r}.{d}", "ec2", [...commercial, ...china]],
  ["ec2.{r}.api.aws", "ec2", commercial],
  ["ec2-fips.us-east-1.api.aws", "ec2", ["us-east-1"]],
  ["sts.{r}.{d}", "sts", [...commercial, ...gov, ...china]],
  ["dynamodb.{r}.{d}", "dynamodb", [...commercial, ...gov, ...china]],
  ["111122223333.ddb.{r}.{d}", "dynamodb", commercial],
  ["streams.dynamodb.{r}.{d}", "dynamodb", commercial],
  ["email.{r}.{d}", "ses", commercial],
  ["monitoring.{r}.{d}", "monitoring", commercial],
  ["logs.{r}.{d}", "logs", commercial],
  ["streaming-logs.{r}.{d}", "logs", commercial],
  ["bedrock-runtime.{r}.{d}", "bedrock", commercial],
  ["runtime.sagemaker.{r}.{d}", "sagemaker", commercial],
  ["transcribestreaming.{r}.{d}", "transcribe", commercial],
  ["runtime-v2-lex.{r}.{d}", "lex", commercial],
  ["states.{r}.{d}", "states", commercial],
  ["sync-states.{r}.{d}", "states", commercial],
  ["elasticfilesystem.{r}.{d}", "elasticfilesystem", commercial],
  ["ssm.{r}.{d}", "ssm", commercial],
  ["ssmmessages.{r}.{d}", "ssmmessages", commercial],
  ["ec2messages.{r}.{d}", "ec2messages", commercial],
  ["data-ats.iot.{r}.{d}", "iotdata", commercial],
];

const suffix = (region) => (region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com");
const partition = (region) =>
  region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
const single = new Set(["s3", "s3express", "s3-object-lambda", "s3-outposts"]);

/** Whole hosts: signing name, region, partition. */
const whole = [
  ["s3.amazonaws.com", "s3", "us-east-1", "aws"],
  ["sts.amazonaws.com", "sts", "us-east-1", "aws"],
  ["iam.amazonaws.com", "iam", "us-east-1", "aws"],
  ["iam.us-gov.amazonaws.com", "iam", "us-gov-west-1", "aws-us-gov"],
  ["iam.cn-north-1.amazonaws.com.cn", "iam", "cn-north-1", "aws-cn"],
  ["route53.amazonaws.com", "route53", "us-east-1", "aws"],
  ["cloudfront.amazonaws.com", "cloudfront", "us-east-1", "aws"],
  ["organizations.us-east-1.amazonaws.com", "organizations", "us-east-1", "aws"],
  ["waf.amazonaws.com", "waf", "us-east-1", "aws"],
  ["budgets.amazonaws.com", "budgets", "us-east-1", "aws"],
  ["ce.us-east-1.amazonaws.com", "ce", "us-east-1", "aws"],
  ["support.us-east-1.amazonaws.com", "support", "us-east-1", "aws"],
  ["importexport.amazonaws.com", "IngestionService", "us-east-1", "aws"],
  ["sdb.amazonaws.com", "sdb", "us-east-1", "aws"],
  ["ec2.amazonaws.com", "ec2", "us-east-1", "aws"],
  ["mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com", "s3", "*", "aws"],
];

/** Hosts that are no API of AWS: nothing may be said of them with certainty. */
const underivable = [
  "example.com",
  "s3.example.com",
  "s3.us-east-1.example.com",
  "amazonaws.com",
  "s3.us-east-1.amazonaws.com.evil.example",
  "s3-us-east-1-amazonaws.com",
  "minio.local",
  "localhost",
  "127.0.0.1",
  "d111111abcdef8.cloudfront.net",
  "ec2-203-0-113-25.compute-1.amazonaws.com",
  "my-lb-1234567890.us-east-1.elb.amazonaws.com",
  "mydb.123456789012.us-east-1.rds.amazonaws.com",
  "examplebucket.s3-website-us-east-1.amazonaws.com",
  "examplebucket.s3-website.eu-central-1.amazonaws.com",
  "examplebucket.s3-accelerate.amazonaws.com",
  "examplebucket.s3-accelerate.dualstack.amazonaws.com",
  "nosuchservice.us-east-1.amazonaws.com",
];

/** @returns {{ host: string, kind: string, accept: (string | null)[][] }[]} */
export function handWrittenHosts() {
  const cases = regional.flatMap(([template, names, regions]) =>
    regions.map((region) => ({
      host: template.replaceAll("{r}", region).replaceAll("{d}", suffix(region)),
      kind: "by hand",
      accept: names
        .split("|")
        .map((name) => [name, region, partition(region), single.has(name) ? "single" : "double"]),
    })),
  );
  const fixed = whole.map(([host, name, region, where]) => ({
    host,
    kind: "by hand",
    accept: [[name, region, where, single.has(name) ? "single" : "double"]],
  }));
  const none = underivable.map((host) => ({ host, kind: "not derivable", accept: [] }));
  return [...cases, ...fixed, ...none];
}
