// What a host means to a signer: the service behind it, the names its scope must carry, and how its path is encoded.

import { isAwsHost } from "./aws-host.ts";
import type { HostLabels } from "./host-labels.ts";
import { hostLabels } from "./host-labels.ts";
import type { PathEncoding } from "./path-encoding.ts";
import { s3Endpoints } from "./s3-host.ts";
import type { FoundService } from "./service-lookup.ts";
import { servicesOf } from "./service-lookup.ts";
import type { Dialect } from "./service-row.ts";

/** Another reading of the same host. */
export interface EndpointAlternative {
  readonly service: string | null;
  readonly signingName: string;
  /** Signing region; null where any region of the partition may be right (the bucket's own). */
  readonly region: string | null;
  readonly pathEncoding: PathEncoding;
}

/** What a host means. Unknown hosts have nulls and `certain: false`. */
export interface Endpoint {
  /** The host as it was asked for. */
  readonly host: string;
  /** The service by its AWS CLI name (`cloudwatch`, `sagemaker-runtime`); null when no table lists it. */
  readonly service: string | null;
  /** The name the credential scope must carry (`monitoring`, `sagemaker`). */
  readonly signingName: string | null;
  /** The region to sign for; `*` for hosts that take SigV4A for every region, null when the host does not tell. */
  readonly region: string | null;
  readonly partition: string | null;
  readonly pathEncoding: PathEncoding;
  /** The protocol of the service, null when several share the host or nobody says. */
  readonly dialect: Dialect | null;
  /** Whether signing name, region and path encoding follow from the host alone. */
  readonly certain: boolean;
  /** Other signing names, regions or path encodings that the same host stands for. */
  readonly alternatives: readonly EndpointAlternative[];
  /** Whether the host serves its whole partition and does not name its signing region. */
  readonly global: boolean;
}

/** Answers already given: an application asks for few hosts, each of them very often. Emptied when full. */
const remembered = new Map<string, Endpoint>();
const rememberedHosts = 1024;

/** The endpoint a host stands for; any text is taken, case, port and trailing dot do not matter, nothing throws. */
export function endpointOf(host: string): Endpoint {
  const known = remembered.get(host);
  if (known !== undefined) return known;
  const endpoint = readEndpoint(host);
  if (host.length > 253) return endpoint;
  if (remembered.size >= rememberedHosts) remembered.clear();
  remembered.set(host, endpoint);
  return endpoint;
}

function readEndpoint(host: string): Endpoint {
  const name = bareHost(host);
  const labels = isAwsHost(name) ? hostLabels(name) : null;
  if (labels === null) return unknownEndpoint(host, null);
  const [first, ...others] = s3Endpoints(labels) ?? servicesOf(labels);
  if (first === undefined) return guessedEndpoint(host, labels);
  return {
    host,
    service: first.service,
    signingName: first.signingName,
    region: first.region,
    partition: first.partition,
    pathEncoding: first.pathEncoding,
    dialect: first.dialect,
    certain:
      first.certain &&
      others.length === 0 &&
      first.region !== null &&
      labels.regionFits &&
      !(first.global && first.partition === "aws-cn" && fipsMark.test(name)),
    alternatives: others.map(alternative),
    global: first.global,
  };
}

/** China has no FIPS endpoints (AWS, "FIPS endpoints by service"): a rule that makes up such a host without a region tells no region for it. */
const fipsMark = /(?:^|[.-])fips[.-]/;

/** The host in lower case without port and trailing dot; empty where lower case would turn another letter into ASCII. */
function bareHost(host: string): string {
  if (!/^[A-Za-z0-9._:-]{1,300}$/.test(host)) return "";
  return host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}

function alternative({ service, signingName, region, pathEncoding }: FoundService): EndpointAlternative {
  return { service, signingName, region, pathEncoding };
}

/** A service the tables do not have yet: most are signed with the label before the region, which is said as a guess. */
function guessedEndpoint(host: string, labels: HostLabels): Endpoint {
  const unknown = unknownEndpoint(host, labels.partition.id);
  if (labels.region === null) return unknown;
  return { ...unknown, signingName: labels.prefix.at(-1) ?? null, region: labels.region };
}

function unknownEndpoint(host: string, partition: string | null): Endpoint {
  return {
    host,
    service: null,
    signingName: null,
    region: null,
    partition,
    pathEncoding: "double",
    dialect: null,
    certain: false,
    alternatives: [],
    global: false,
  };
}
