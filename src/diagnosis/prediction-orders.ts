// The orders of checks, one for each way in which AWS answers: which services, in which dialect, which check after which.
import type { AnswerDialect } from "./prediction.ts";
import type { Check, CheckFacts } from "./prediction-check.ts";
import { appSyncChecks, iotChecks, lambdaUrlChecks, openSearchChecks } from "./prediction-front.ts";
import { queryChecks } from "./prediction-query.ts";
import { s3HeaderChecks, s3PresignedChecks } from "./prediction-s3.ts";
import { s3PostChecks } from "./prediction-s3-post.ts";
import { presigned } from "./prediction-s3-words.ts";

/** The names of the orders. */
export type OrderId =
  | "s3-header"
  | "s3-presigned"
  | "s3-post"
  | "query"
  | "rest-xml"
  | "ec2"
  | "json-1.0"
  | "json-1.1"
  | "rest-json"
  | "api-gateway"
  | "lambda-url"
  | "appsync"
  | "opensearch"
  | "opensearch-serverless"
  | "neptune"
  | "iot-websocket";

/** One order of checks. */
export interface CheckOrder {
  readonly id: OrderId;
  readonly dialect: AnswerDialect;
  /** Who answers in this way, in words. */
  readonly services: string;
  /** The shape of an answer, in words. */
  readonly body: string;
  readonly checks: readonly Check[];
  /** Where the order itself was learned, and how far it can be relied on. */
  readonly source: string;
}

const versityOrder = "versity/versitygw, which implements live answers issue by issue";
const recordedOrder = "localstack/localstack tests/aws/services/s3/test_s3.py, snapshots recorded from AWS";
const measuredOrder =
  "dacut/scratchstack-aws-signature, AWS Auth Error Ordering: measured against live Query services";
const assumedOrder = `${measuredOrder}; that this front end keeps the same order is taken over, not measured`;
const queryBody = "`ErrorResponse` with `Error` (`Type`, `Code`, `Message`) and `RequestId`";

/** Every order, S3's first. */
export const checkOrders: readonly CheckOrder[] = [
  {
    id: "s3-header",
    dialect: "s3",
    services: "S3 and S3 Express, Authorization header",
    body: "`Error` with `Code`, `Message`, further elements, `RequestId`, `HostId`",
    checks: s3HeaderChecks,
    source: versityOrder,
  },
  {
    id: "s3-presigned",
    dialect: "s3",
    services: "S3 and S3 Express, presigned URL",
    body: "as for the header",
    checks: s3PresignedChecks,
    source: versityOrder,
  },
  {
    id: "s3-post",
    dialect: "s3",
    services: "S3, a browser's form (POST policy)",
    body: "as for the header",
    checks: s3PostChecks,
    source: `the words and that the signature comes before the policy: ${recordedOrder}; the rest is assumed`,
  },
  {
    id: "query",
    dialect: "query",
    services: "Query: STS, IAM, SES, SNS, CloudFormation, Auto Scaling, SQS asked in Query",
    body: `${queryBody}; SQS adds an empty \`Detail\``,
    checks: queryChecks,
    source: measuredOrder,
  },
  {
    id: "rest-xml",
    dialect: "rest-xml",
    services: "REST-XML beside S3: Route 53, CloudFront",
    body: queryBody,
    checks: queryChecks,
    source: `${measuredOrder}; taken over for these`,
  },
  {
    id: "ec2",
    dialect: "ec2",
    services: "EC2",
    body: "`Response` with `Errors`, `Error` (`Code`, `Message`) and `RequestID`",
    checks: queryChecks,
    source: `${measuredOrder}; javaquery/Examples#4, aws/aws-sdk-java-v2#2981 for AuthFailure`,
  },
  {
    id: "json-1.0",
    dialect: "json",
    services: "AWS JSON 1.0: DynamoDB, SQS, Step Functions",
    body: "`__type` with the namespace `com.amazon.coral.service#`, and `message`",
    checks: queryChecks,
    source: `${measuredOrder}; Smithy, AWS JSON 1.0 protocol: the absolute shape id`,
  },
  {
    id: "json-1.1",
    dialect: "json",
    services: "AWS JSON 1.1: KMS, Kinesis, Cognito, SSM, Secrets Manager",
    body: "`__type` without a namespace, and `message`",
    checks: queryChecks,
    source: `${measuredOrder}; ArranJacques/laravel-aws-cognito-auth#25 for the body`,
  },
  {
    id: "rest-json",
    dialect: "rest-json",
    services: "REST-JSON: Lambda, SageMaker runtime, Bedrock, EKS",
    body: "`message`, the code in `x-amzn-ErrorType`",
    checks: queryChecks,
    source: `${measuredOrder}; taken over for these`,
  },
  {
    id: "api-gateway",
    dialect: "front",
    services: "API Gateway, VPC Lattice, Managed Prometheus",
    body: "`message`, the code in `x-amzn-ErrorType`",
    checks: queryChecks,
    source: assumedOrder,
  },
  {
    id: "lambda-url",
    dialect: "lambda-url",
    services: "Lambda function URLs",
    body: "`message` (`Message` for a request without a signature), the code in `x-amzn-ErrorType`",
    checks: lambdaUrlChecks,
    source: assumedOrder,
  },
  {
    id: "appsync",
    dialect: "appsync",
    services: "AppSync",
    body: "`errors` with one object of `errorType` and `message`, the code in `x-amzn-ErrorType` too",
    checks: appSyncChecks,
    source: assumedOrder,
  },
  {
    id: "opensearch",
    dialect: "opensearch",
    services: "OpenSearch Service domains (`es`)",
    body: "`message` (`Message` for a request without a signature), the code in `x-amzn-ErrorType`",
    checks: openSearchChecks,
    source: assumedOrder,
  },
  {
    id: "opensearch-serverless",
    dialect: "aoss",
    services: "OpenSearch Serverless (`aoss`)",
    body: "`status`, `request-id` and `error` (`reason`, `type`): the same for every fault, so that only the status tells",
    checks: queryChecks,
    source: `${assumedOrder}; opensearch-project/opensearch-js#1063 for the body`,
  },
  {
    id: "neptune",
    dialect: "neptune",
    services: "Neptune",
    body: "`code`, `requestId`, `detailedMessage`",
    checks: queryChecks,
    source: `${assumedOrder}; curl/curl#11794 for the body`,
  },
  {
    id: "iot-websocket",
    dialect: "iot-websocket",
    services: "IoT Core, MQTT over WebSocket",
    body: "the upgrade is refused with `message` and `traceId`, the code in `x-amzn-ErrorType`",
    checks: iotChecks,
    source: `${assumedOrder}; odelot/aws-mqtt-websockets#7 and #54 for status, headers and lengths`,
  },
];

const byId: ReadonlyMap<OrderId, CheckOrder> = new Map(checkOrders.map((order) => [order.id, order]));

/** The order in which a request is checked. */
export function checkOrder(facts: CheckFacts): CheckOrder {
  const order = byId.get(orderId(facts));
  if (order === undefined) throw new Error("this is a bug: an order without a table");
  return order;
}

function orderId(facts: CheckFacts): OrderId {
  switch (facts.dialect) {
    case "s3":
      if (facts.reading.kind === "form") return "s3-post";
      return presigned(facts) ? "s3-presigned" : "s3-header";
    case "json":
      return facts.endpoint.dialect === "awsJson1_1" ? "json-1.1" : "json-1.0";
    case "front":
      return "api-gateway";
    case "aoss":
      return "opensearch-serverless";
    default:
      return facts.dialect;
  }
}
