// Which hosts speak an AWS API, and so may be opened by the proxy. Separate from the endpoint because it is asked for
// every CONNECT.

import { hostLabels } from "./host-labels.ts";

/**
 * Zones under AWS's suffixes in which customers' own servers stand: instances, load balancers, databases, caches,
 * brokers, registries, Kubernetes control planes, mail servers, and IoT credential providers. They speak another
 * protocol, present their own certificates or ask for the client's: opening them would break them.
 */
const customerZones: readonly RegExp[] = [
  /\.(compute|compute-1|elb|rds|cache|memorydb|docdb|redshift|redshift-serverless|dax-clusters|mq)$/,
  /\.gr\d\.eks$/,
  /\.(dkr\.ecr|dkr-ecr|credentials\.iot)$/,
  /(^|\.)(email-smtp|inbound-smtp)$/,
  /(^|\.)s3-website(-[a-z0-9-]+)?$/,
];

/** The bytes of a host name; anything else, such as a look-alike letter, belongs to no host of AWS. */
const hostName = /^[a-z0-9._-]{1,253}$/;

/** Whether a host (lower case, no port, no trailing dot) belongs to an AWS API; customers' own servers do not. */
export function isAwsHost(host: string): boolean {
  if (!hostName.test(host)) return false;
  const labels = hostLabels(host);
  if (labels === null || labels.labels.length === 0 || labels.labels.includes("")) return false;
  if (labels.labels.some((label) => label.startsWith("vpce-"))) return true;
  const name = labels.prefix.join(".");
  return !customerZones.some((zone) => zone.test(name));
}
