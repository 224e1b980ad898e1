// NO_PROXY for the child: what must not pass through the proxy. The user's own entries stay unless they hide AWS from us.
import { isAwsHost } from "../endpoints/aws-host.ts";
import type { InterceptPattern } from "../interception/intercept-pattern.ts";
import { parseInterceptPattern } from "../interception/intercept-pattern.ts";

/** Where credentials come from on EC2, ECS and EKS. Some clients compare with brackets, some without. */
const credentialAddresses: readonly string[] = [
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "[fd00:ec2::254]",
  "fd00:ec2::254",
  "[fd00:ec2::23]",
  "fd00:ec2::23",
];

const loopbackNames: readonly string[] = ["localhost", "127.0.0.1", "[::1]", "::1"];

/** One host below each kind of suffix: an entry that covers one of them covers AWS. */
const awsSamples: readonly string[] = [
  "s3.amazonaws.com",
  "s3.us-east-1.amazonaws.com",
  "s3.cn-north-1.amazonaws.com.cn",
  "sqs.us-east-1.api.aws",
  "id.lambda-url.us-east-1.on.aws",
  "s3.eusc-de-east-1.amazonaws.eu",
  "s3.us-iso-east-1.c2s.ic.gov",
  "s3.us-isob-east-1.sc2s.sgov.gov",
];

/** The value of NO_PROXY, and which of the user's entries were left out of it. */
export interface NoProxy {
  readonly value: string;
  readonly leftOut: readonly string[];
}

/** Joins our entries and the user's (NO_PROXY and no_proxy), without those that cover AWS or an intercepted host. */
export function childNoProxy(userEntries: readonly string[], intercept: readonly string[]): NoProxy {
  const patterns = intercept.map(parseInterceptPattern).filter((parsed) => "host" in parsed);
  const loopback = loopbackNames.filter((name) => !coversPattern(withoutBrackets(name), patterns));
  const user = userEntries.flatMap((text) => text.split(/[\s,]+/)).filter((entry) => entry !== "");
  const leftOut = user.filter((entry) => hidesOpenedHost(entry, patterns));
  const kept = user.filter((entry) => !leftOut.includes(entry));
  return {
    value: [...new Set([...credentialAddresses, ...loopback, ...kept])].join(","),
    leftOut: [...new Set(leftOut)],
  };
}

function hidesOpenedHost(entry: string, patterns: readonly InterceptPattern[]): boolean {
  const host = entryHost(entry);
  if (host === "" || host === "*") return host === "*";
  return coversAws(host) || coversPattern(host, patterns);
}

function coversAws(host: string): boolean {
  const below = `.${host}`;
  return isAwsHost(host) || isAwsHost(`x${below}`) || awsSamples.some((sample) => sample.endsWith(below));
}

function coversPattern(host: string, patterns: readonly InterceptPattern[]): boolean {
  return patterns.some(
    (pattern) =>
      pattern.host === host ||
      pattern.host.endsWith(`.${host}`) ||
      (pattern.anyBelow && host.endsWith(`.${pattern.host}`)),
  );
}

/** `*.Example.com:443` and `.example.com` both mean example.com. */
function entryHost(entry: string): string {
  if (entry === "*") return "*";
  const bare = withoutBrackets(entry.toLowerCase());
  const host = bare.split(":").length === 2 ? bare.replace(/:\d+$/, "") : bare;
  return host.replace(/^\*?\./, "").replace(/\.$/, "");
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[([^\]]*)\](?::\d+)?$/, "$1");
}
