// One request for every row of the orders that Query, JSON and REST services and their front ends share: it fails at that row.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { ExampleRecipe } from "./example.ts";
import { withHeader } from "./example.ts";
import type { OrderId } from "./prediction-orders.ts";

/** A recipe, and what a server of its own would know of it beside the example key. */
export interface RowRecipe {
  readonly check: string;
  readonly recipe: ExampleRecipe;
  /** When the server's record of the temporary credentials ends, as `YYYYMMDDTHHMMSSZ`. */
  readonly tokenExpires?: string;
}

type QueryOrderId = Exclude<OrderId, "s3-header" | "s3-presigned" | "s3-post">;

const form: ExampleRecipe["headers"] = [["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"]];
const json = (version: string, target: string): ExampleRecipe["headers"] => [
  ["Content-Type", `application/x-amz-json-${version}`],
  ["X-Amz-Target", target],
];

/** A correct request for each order. */
const bases: Readonly<Record<QueryOrderId, ExampleRecipe>> = {
  query: {
    method: "POST",
    url: "https://sts.us-east-1.amazonaws.com/",
    service: "sts",
    headers: form ?? [],
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  },
  "rest-xml": { url: "https://route53.amazonaws.com/2013-04-01/hostedzone", service: "route53" },
  ec2: {
    url: "https://ec2.us-east-1.amazonaws.com/?Action=DescribeRegions&Version=2016-11-15",
    service: "ec2",
  },
  "json-1.0": {
    method: "POST",
    url: "https://dynamodb.us-east-1.amazonaws.com/",
    service: "dynamodb",
    headers: json("1.0", "DynamoDB_20120810.ListTables") ?? [],
    body: "{}",
  },
  "json-1.1": {
    method: "POST",
    url: "https://kms.us-east-1.amazonaws.com/",
    service: "kms",
    headers: json("1.1", "TrentService.ListKeys") ?? [],
    body: "{}",
  },
  "rest-json": { url: "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/", service: "lambda" },
  "api-gateway": {
    url: "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets",
    service: "execute-api",
  },
  "lambda-url": { url: "https://abc123.lambda-url.us-east-1.on.aws/", service: "lambda" },
  appsync: {
    method: "POST",
    url: "https://abc123.appsync-api.us-east-1.amazonaws.com/graphql",
    service: "appsync",
    headers: [["Content-Type", "application/json"]],
    body: '{"query":"{__typename}"}',
  },
  opensearch: { url: "https://search-d-abc123.us-east-1.es.amazonaws.com/_cat/indices", service: "es" },
  "opensearch-serverless": {
    url: "https://abc123.us-east-1.aoss.amazonaws.com/_cat/indices",
    service: "aoss",
  },
  neptune: {
    url: "https://db.cluster-abc123.us-east-1.neptune.amazonaws.com:8182/status",
    service: "neptune-db",
  },
  "iot-websocket": {
    url: "https://abc123-ats.iot.us-east-1.amazonaws.com/mqtt",
    service: "iotdevicegateway",
    unsignedHeaders: [
      ["Connection", "Upgrade"],
      ["Upgrade", "websocket"],
      ["Sec-WebSocket-Version", "13"],
      ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
      ["Sec-WebSocket-Protocol", "mqtt"],
    ],
  },
};

/** Every row of one of these orders, as a request that fails there and nowhere before. */
export function queryRowRecipes(order: QueryOrderId): readonly RowRecipe[] {
  const base = bases[order];
  const temporary = { ...base, accessKeyId: "ASIAIOSFODNN7EXAMPLE", sessionToken: "IQoJb3JpZ2luX2VjEXAMPLE" };
  const { body: _, ...bodiless } = base;
  const link: ExampleRecipe = { ...bodiless, method: "GET", presignedSeconds: 60 };
  const rows: readonly RowRecipe[] = [
    { check: "path", recipe: sent(base, (request) => ({ ...request, target: "/%zz" })) },
    { check: "query string", recipe: sent(base, (request) => withQuery(request, "a=%zz")) },
    { check: "query string", recipe: sent(base, (request) => withQuery(request, "a=%2")) },
    { check: "any signature", recipe: sent(base, without("Authorization")) },
    { check: "one mechanism", recipe: sent(base, without("Authorization")) },
    {
      check: "one mechanism",
      recipe: sent(base, (request) => withQuery(request, "X-Amz-Algorithm=AWS4-HMAC-SHA256")),
    },
    { check: "algorithm", recipe: sent(base, authorization("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512")) },
    {
      check: "algorithm",
      recipe: sent(link, (request) => ({
        ...request,
        target: request.target.replace("HMAC-SHA256", "SHA1"),
      })),
    },
    { check: "key=value pairs", recipe: sent(base, authorization("Credential=", "Credential ")) },
    { check: "header components", recipe: sent(base, authorization(/, SignedHeaders=.*$/, "")) },
    {
      check: "query parameters",
      recipe: sent(link, (request) => ({
        ...request,
        target: request.target.replace(/&X-Amz-Signature=.*$/, ""),
      })),
    },
    {
      check: "host signed",
      recipe: sent(base, authorization(/SignedHeaders=[^,]*/, "SignedHeaders=x-amz-date")),
    },
    { check: "date", recipe: sent(base, (request) => withHeader(request, "X-Amz-Date", "Friday")) },
    { check: "not expired", recipe: { ...base, now: "20260102T032406Z" } },
    { check: "not in the future", recipe: { ...base, now: "20260102T024404Z" } },
    { check: "credential has five elements", recipe: sent(base, authorization("/aws4_request", "")) },
    { check: "scope", recipe: { ...base, region: "eu-west-1" } },
    { check: "scope", recipe: { ...base, scope: { service: "other" } } },
    { check: "scope", recipe: { ...base, scope: { terminator: "aws4" } } },
    { check: "scope", recipe: { ...base, scope: { date: "20260101" } } },
    { check: "token intact", recipe: { ...base, sessionToken: "IQoJb3JpZ2luX2VjEXAMPLE" } },
    { check: "token not expired", recipe: temporary, tokenExpires: "20260102T030000Z" },
    { check: "access key", recipe: { ...base, accessKeyId: "AKIAI44QH8DHBEXAMPLE" } },
    { check: "signature", recipe: { ...base, secret: "another secret" } },
  ];
  return rows;
}

function sent(recipe: ExampleRecipe, change: (request: CapturedRequest) => CapturedRequest): ExampleRecipe {
  return { ...recipe, sent: change };
}

function without(name: string): (request: CapturedRequest) => CapturedRequest {
  return (request) => withHeader(request, name, null);
}

function authorization(from: string | RegExp, to: string): (request: CapturedRequest) => CapturedRequest {
  return (request) =>
    withHeader(
      request,
      "Authorization",
      (headerValue(request.headers, "authorization") ?? "").replace(from, to),
    );
}

function withQuery(request: CapturedRequest, added: string): CapturedRequest {
  const mark = request.target.includes("?") ? "&" : "?";
  return { ...request, target: `${request.target}${mark}${added}` };
}
