// AWS partitions and regions: which DNS suffix belongs to which, and what a region's name looks like.

import type { PartitionRow } from "./partition-table.ts";
import { partitionRows } from "./partition-table.ts";

/** Suffixes of data-plane hosts (function URLs, VPC Lattice) that the SDKs' partition data does not list. */
const onAwsSuffixes: Readonly<Record<string, readonly string[]>> = {
  aws: ["on.aws"],
  "aws-cn": ["on.amazonwebservices.com.cn"],
  "aws-eusc": ["on.amazonwebservices.eu"],
};

const suffixRows: readonly (readonly [suffix: string, partition: PartitionRow])[] = partitionRows
  .flatMap((partition) =>
    [partition.dnsSuffix, partition.dualStackDnsSuffix, ...(onAwsSuffixes[partition.id] ?? [])].map(
      (suffix) => [suffix, partition] as const,
    ),
  )
  .sort(([left], [right]) => right.length - left.length);

const partitionByRegion: ReadonlyMap<string, PartitionRow> = new Map(
  partitionRows.flatMap((row) => row.regions.map((region) => [region, row] as const)),
);

/** The SDKs' patterns, without what `\w` lets through beside lower-case letters. */
const regionPatterns: readonly (readonly [pattern: RegExp, partition: PartitionRow])[] = partitionRows.map(
  (row) => [new RegExp(row.regionPattern.replaceAll("\\w", "[a-z]")), row] as const,
);

/** What every region name looks like: two to four words and a number; asked first because most labels fail it. */
const regionForm = /^[a-z]+(-[a-z]+){1,3}-\d+$/;

/** The DNS suffix of an AWS host (lower case) and the partitions that share it, or null. */
export function partitionsOfHost(
  host: string,
): { suffix: string; partitions: readonly PartitionRow[] } | null {
  const suffix = suffixRows.find(([candidate]) => host.endsWith(`.${candidate}`))?.[0];
  if (suffix === undefined) return null;
  return { suffix, partitions: suffixRows.filter((row) => row[0] === suffix).map((row) => row[1]) };
}

/** The partition a region name belongs to, by its list or by its pattern, or null when the name fits none. */
export function partitionOfRegion(region: string): PartitionRow | null {
  const listed = partitionByRegion.get(region);
  if (listed !== undefined) return listed;
  if (region.length > 32 || !regionForm.test(region)) return null;
  return regionPatterns.find(([pattern]) => pattern.test(region))?.[1] ?? null;
}

/** Whether a name has the form of an AWS region (lower case), known today or not; `aws-global` and zones do not. */
export function regionLooksValid(region: string): boolean {
  return partitionOfRegion(region) !== null;
}

/** Every region of every partition that one can sign for, the commercial partition's first. */
export function knownRegions(): readonly string[] {
  return allRegions;
}

/** Names that SDKs use in a region's place (`aws-global`); a signature scoped to one is refused. */
export function pseudoRegions(): readonly string[] {
  return allPseudoRegions;
}

const allRegions: readonly string[] = partitionRows.flatMap((row) => row.regions);
const allPseudoRegions: readonly string[] = partitionRows.flatMap((row) => row.pseudoRegions);
