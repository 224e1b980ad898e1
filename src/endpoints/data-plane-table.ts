// Hosts no SDK derives from a region: a customer's own domain, stream or workspace. Written by hand from the AWS service
// guides, in the same form as the generated table, which these rows come before.

import type { FixedHostRow, PrefixRow } from "./service-row.ts";

/** Prefixes of data-plane hosts; several rows for one prefix mean that the host alone does not decide. */
export const dataPlaneRows: readonly PrefixRow[] = [
  ["*.aos", "opensearch", "es", null],
  ["*.aoss", "opensearchserverless", "aoss", null],
  ["*.appsync-api", "appsync", "appsync", "restJson1"],
  ["*.appsync-realtime-api", "appsync", "appsync", "restJson1"],
  ["*.cloudsearch", "cloudsearchdomain", "cloudsearch", "restJson1"],
  ["*.data.mediastore", "mediastore-data", "mediastore", "restJson1"],
  ["*.es", "opensearch", "es", null],
  ["*.execute-api", "apigatewaymanagementapi", "execute-api", null],
  ["*.gateway.bedrock-agentcore", "bedrock-agentcore", "bedrock-agentcore", null],
  ["*.iot", "iot-data", "iotdata", "restJson1"],
  ["*.iot", "iot-data", "iotdevicegateway", null],
  ["*.jobs.iot", "iot-jobs-data", "iot-jobs-data", "restJson1"],
  ["*.kinesisvideo", "kinesisvideo", "kinesisvideo", "restJson1"],
  ["*.lambda-url", "lambda", "lambda", null],
  ["*.managedblockchain", "managedblockchain", "managedblockchain", null],
  ["*.mediapackagev2", "mediapackagev2", "mediapackagev2", null],
  ["*.neptune", "neptunedata", "neptune-db", "restJson1"],
  ["*.osis", "osis", "osis", null],
  ["*.timestream", "timestream-write", "timestream", "awsJson1_0"],
  ["*.vpc-lattice-svcs", "vpc-lattice", "vpc-lattice-svcs", null],
  ["aps-workspaces", "amp", "aps", null],
  ["git-codecommit", "codecommit", "codecommit", null],
  ["importexport", "importexport", "importexport", "awsQuery"],
  ["importexport", "importexport", "IngestionService", "awsQuery"],
  ["kafka", "kafka", "kafka", "restJson1"],
  ["kafka", "kafka", "kafka-cluster", null],
  ["streaming-logs", "logs", "logs", "awsJson1_1"],
  ["transcribestreaming", "transcribe", "transcribe", "restJson1"],
];

/** Old names without a region, which AWS documents as those of us-east-1, and a host that takes SigV4A only. */
export const legacyHostRows: readonly FixedHostRow[] = [
  [
    "*.cloudfront-kvs.global.api.aws",
    "cloudfront-keyvaluestore",
    "cloudfront-keyvaluestore",
    "restJson1",
    "*",
    "aws",
  ],
  ["autoscaling.amazonaws.com", "autoscaling", "autoscaling", "awsQuery", "us-east-1", "aws"],
  ["cloudformation.amazonaws.com", "cloudformation", "cloudformation", "awsQuery", "us-east-1", "aws"],
  ["ec2.amazonaws.com", "ec2", "ec2", "ec2Query", "us-east-1", "aws"],
  ["elasticloadbalancing.amazonaws.com", "elb", "elasticloadbalancing", "awsQuery", "us-east-1", "aws"],
  ["elasticmapreduce.amazonaws.com", "emr", "elasticmapreduce", "awsJson1_1", "us-east-1", "aws"],
  ["monitoring.amazonaws.com", "cloudwatch", "monitoring", null, "us-east-1", "aws"],
  ["rds.amazonaws.com", "rds", "rds", "awsQuery", "us-east-1", "aws"],
  ["sqs.amazonaws.com", "sqs", "sqs", "awsJson1_0", "us-east-1", "aws"],
];
