// Hosts of the S3 family, whose names carry buckets, access points and zones, and in the oldest form the region too.

import type { HostLabels } from "./host-labels.ts";
import { partitionOfRegion, regionLooksValid } from "./partitions.ts";
import type { PathEncoding } from "./path-encoding.ts";
import { pathEncodingOf } from "./path-encoding.ts";
import type { FoundService } from "./service-lookup.ts";

/** An S3 host cut at the label that names the service. */
interface S3Host {
  readonly labels: HostLabels;
  /** Labels before the service's: a bucket, an account, an access point. */
  readonly owner: readonly string[];
  /** The service's label. */
  readonly name: string;
  /** The label after it or the dashed one inside it (`s3-us-west-2`), or null. */
  readonly region: string | null;
}

const s3Label =
  /^(s3|s3-external-\d|s3-accelerate|s3-accesspoint|s3-object-lambda|s3-outposts|s3-control|s3-global|s3express-.+)$/;

/** The readings of an S3 host, best first, or null when the host is not one of S3's. */
export function s3Endpoints(labels: HostLabels): readonly FoundService[] | null {
  const host = s3Host(labels);
  if (host === null) return null;
  if (host.name === "s3-object-lambda") return [found(host, "s3", "s3-object-lambda")];
  if (host.name === "s3-outposts") return outposts(host);
  if (host.name === "s3-control") return [found(host, "s3control", "s3")];
  if (host.name.startsWith("s3express-")) return [found(host, "s3", "s3express")];
  if (host.name === "s3-global") return [{ ...found(host, "s3", "s3"), region: "*", global: true }];
  if (host.name === "s3-accelerate") return [{ ...found(host, "s3", "s3"), global: true }];
  return host.region === null ? withoutRegion(host) : [found(host, "s3", "s3")];
}

/** The last label that is S3's, if nothing but the region stands behind it. */
function s3Host(labels: HostLabels): S3Host | null {
  const at = labels.labels.findLastIndex((label) => s3Label.test(label) || dashedRegion(label) !== null);
  const name = labels.labels[at];
  const behind = labels.labels.slice(at + 1);
  if (name === undefined || behind.length > 1) return null;
  const [region] = behind;
  if (region !== undefined && !regionLooksValid(region)) return null;
  const dashed = dashedRegion(name);
  return {
    labels,
    owner: labels.labels.slice(0, at),
    name: dashed === null ? name : "s3",
    region: region ?? dashed,
  };
}

/** The region in `s3-us-west-2` or `s3-fips-us-gov-west-1`, or null. */
function dashedRegion(label: string): string | null {
  const region = /^s3-(?:fips-)?(.+)$/.exec(label)?.[1];
  return region !== undefined && regionLooksValid(region) ? region : null;
}

/**
 * `s3.amazonaws.com` is us-east-1's, but under a bucket's name it answers for the bucket's own region too (AWS: virtual
 * hosting, "the legacy global endpoint").
 */
function withoutRegion(host: S3Host): readonly FoundService[] {
  const region = host.labels.partition.implicitGlobalRegion;
  const first = { ...found(host, "s3", "s3"), region, global: host.name === "s3" };
  return host.owner.length === 0 || host.name !== "s3" ? [first] : [first, { ...first, region: null }];
}

/** Objects behind an access point are encoded once; the bare host is shared by two control clients that differ. */
function outposts(host: S3Host): readonly FoundService[] {
  if (host.owner.length > 0) return [found(host, "s3", "s3-outposts")];
  return [found(host, "s3outposts", "s3-outposts", "double"), found(host, "s3control", "s3-outposts")];
}

function found(
  host: S3Host,
  service: string,
  signingName: string,
  pathEncoding: PathEncoding = pathEncodingOf(signingName),
): FoundService {
  const named = host.region === null ? null : partitionOfRegion(host.region);
  const shares = named?.dnsSuffix === host.labels.partition.dnsSuffix;
  return {
    service,
    signingName,
    region: host.region,
    partition: named !== null && shares ? named.id : host.labels.partition.id,
    pathEncoding,
    dialect: service === "s3outposts" ? "restJson1" : "restXml",
    certain: true,
    global: false,
  };
}
