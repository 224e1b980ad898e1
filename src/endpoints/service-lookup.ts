// Finds the services behind a host in the generated and the hand-written tables.

import { dataPlaneRows, legacyHostRows } from "./data-plane-table.ts";
import type { HostLabels } from "./host-labels.ts";
import { hostLabels } from "./host-labels.ts";
import type { PathEncoding } from "./path-encoding.ts";
import type { Dialect, FixedHostRow, PrefixRow } from "./service-row.ts";
import { fixedHostRows, prefixRows } from "./service-table.ts";

/** One reading of a host; the first of several is the one most clients mean. */
export interface FoundService {
  readonly service: string | null;
  readonly signingName: string;
  readonly region: string | null;
  readonly partition: string;
  readonly pathEncoding: PathEncoding;
  readonly dialect: Dialect | null;
  readonly certain: boolean;
  readonly global: boolean;
}

const byPrefix = grouped<PrefixRow>([...dataPlaneRows, ...prefixRows]);
const byHost = grouped<FixedHostRow>([...fixedHostRows, ...legacyHostRows]);
const byGlobalPrefix = grouped<PrefixRow>(fixedHostRows.flatMap(globalPrefixRow));

/** The services a host may mean, best first, each signing name and region once; empty when no table has it. */
export function servicesOf(labels: HostLabels): readonly FoundService[] {
  const fixed = lookup(byHost, [...labels.labels, labels.suffix]);
  if (fixed?.exact) return distinct(fixed.rows.map(fixedService));
  const prefix = behindVpcEndpoint(labels.prefix);
  const regional = lookup(byPrefix, prefix);
  if (regional) return distinct(regional.rows.map((row) => regionalService(row, labels, regional.exact)));
  const global = lookup(byGlobalPrefix, prefix);
  return distinct((global?.rows ?? []).map((row) => regionalService(row, labels, false)));
}

/** A global service named as if it were regional (`route53.us-east-1…`): the name is known, the host is not. */
function globalPrefixRow([host, service, signingName, dialect]: FixedHostRow): PrefixRow[] {
  const words = hostLabels(host)?.prefix.filter((label) => label !== "global" && label !== "us-gov") ?? [];
  return words.length === 0 || words.includes("*") ? [] : [[words.join("."), service, signingName, dialect]];
}

/** Behind `vpce-…` stands what the public host has before its region. */
function behindVpcEndpoint(prefix: readonly string[]): readonly string[] {
  return prefix.slice(prefix.findLastIndex((label) => label.startsWith("vpce-")) + 1);
}

function fixedService([, service, signingName, dialect, region, partition]: FixedHostRow): FoundService {
  return {
    service,
    signingName,
    region,
    partition,
    pathEncoding: "double",
    dialect,
    certain: true,
    global: true,
  };
}

/** A regional service asked without a region answers in the partition's first one; that is a convention, not certain. */
function regionalService(row: PrefixRow, labels: HostLabels, exact: boolean): FoundService {
  const [, service, signingName, dialect] = row;
  return {
    service,
    signingName,
    region: labels.region ?? labels.partition.implicitGlobalRegion,
    partition: labels.partition.id,
    pathEncoding: "double",
    dialect,
    certain: exact && labels.region !== null,
    global: labels.region === null,
  };
}

/** The rows for the longest known end of a name; `exact` when the table allows whatever stands before that end. */
function lookup<Row>(
  table: ReadonlyMap<string, readonly Row[]>,
  labels: readonly string[],
): { rows: readonly Row[]; exact: boolean } | null {
  const whole = table.get(labels.join("."));
  if (whole) return { rows: whole, exact: true };
  const ends = labels.map((_, index) => labels.slice(index).join(".")).slice(1);
  for (const end of ends) {
    const rows = table.get(`*.${end}`);
    if (rows) return { rows, exact: true };
  }
  for (const end of ends) {
    const rows = table.get(end);
    if (rows) return { rows, exact: false };
  }
  return null;
}

function distinct(services: readonly FoundService[]): readonly FoundService[] {
  const seen = new Map<string, FoundService>();
  for (const service of services) {
    const key = `${service.signingName} ${service.region}`;
    if (!seen.has(key)) seen.set(key, service);
  }
  return [...seen.values()];
}

function grouped<Row extends readonly [string, ...unknown[]]>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row[0], [...(groups.get(row[0]) ?? []), row]);
  return groups;
}
