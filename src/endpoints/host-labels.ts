// An AWS host cut into what it is made of, before any table is asked.

import type { PartitionRow } from "./partition-table.ts";
import { partitionOfRegion, partitionsOfHost, regionLooksValid } from "./partitions.ts";

/** The parts of an AWS host. FIPS and dual-stack marks are taken out of all of them. */
export interface HostLabels {
  /** DNS suffix, such as `amazonaws.com`. */
  readonly suffix: string;
  /** All labels before the suffix, region included. */
  readonly labels: readonly string[];
  /** The labels without the region: customer's labels first, the service's last. */
  readonly prefix: readonly string[];
  /** The region label, or null when the host names none. */
  readonly region: string | null;
  /** The partition the region and suffix tell; for a suffix that two share, the commercial one unless a region decides. */
  readonly partition: PartitionRow;
  /** Whether the region belongs to the suffix; false for `s3.us-east-1.amazonaws.com.cn`. */
  readonly regionFits: boolean;
}

/** Cuts a host (lower case, no port, no trailing dot); null when it is not under a DNS suffix of AWS. */
export function hostLabels(host: string): HostLabels | null {
  const found = partitionsOfHost(host);
  const first = found?.partitions[0];
  if (!found || !first) return null;
  const labels = plainLabels(host.slice(0, -found.suffix.length - 1));
  const at = labels.findLastIndex((label) => regionLooksValid(label));
  const region = labels[at] ?? null;
  const named = region === null ? null : partitionOfRegion(region);
  const fitting = found.partitions.find((partition) => partition.id === named?.id);
  const shared = found.suffix === "on.aws" ? named : null;
  return {
    suffix: found.suffix,
    labels,
    prefix: labels.filter((_, index) => index !== at),
    region,
    partition: fitting ?? shared ?? first,
    // GovCloud has its function URLs and the like under the same `on.aws`; of the others only rule sets say so.
    regionFits: named === null || fitting !== undefined || shared?.dnsSuffix === "amazonaws.com",
  };
}

/** Labels without `dualstack`, `fips`, `-fips`, `fips-` and the marks of a VPC endpoint. */
function plainLabels(text: string): string[] {
  const labels = text
    .split(".")
    .map((label) => label.replace(/^fips-|-fips$/g, ""))
    .filter((label) => label !== "dualstack" && label !== "fips");
  return labels.at(-1) === "vpce" ? labels.slice(0, -1) : labels;
}
