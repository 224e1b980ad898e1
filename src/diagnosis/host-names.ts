// Host names a client may have signed in place of the one that arrived, and what kind of change each would be.
import { isAwsHost } from "../endpoints/aws-host.ts";
import { partitionOfRegion } from "../endpoints/partitions.ts";
import { prefixRows } from "../endpoints/service-table.ts";
import { headerValue, headerValues } from "../http/raw-headers.ts";
import type { EnvelopeContext, Supposition } from "./rule.ts";
import { headerSupposition, signedValue } from "./variations.ts";

/** What kind of change turns the signed host into the one that arrived; each belongs to one class. */
export type HostChange = "port" | "case" | "bucket" | "endpoint" | "domain" | "tunnel" | "proxy";

/** A host cut into name and port; the port is null when none is given. */
export interface HostParts {
  readonly name: string;
  readonly port: string | null;
}

/** Cuts `name:port`; an IPv6 literal keeps its brackets. */
export function hostParts(authority: string): HostParts {
  const cut = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority);
  return cut ? { name: cut[1] ?? "", port: cut[2] ?? null } : { name: authority, port: null };
}

/** The bucket label of an S3 virtual-hosted name and what follows it, or null. */
export function virtualBucket(name: string): { readonly bucket: string; readonly endpoint: string } | null {
  if (name.length > 255) return null;
  const found = /^(.+?)\.(s3(?:[.-][a-z0-9]+)*\.amazonaws\.com(?:\.cn)?)$/.exec(name);
  return found ? { bucket: found[1] ?? "", endpoint: found[2] ?? "" } : null;
}

/** Suppositions of one kind of change to the signed host, most likely first. */
export function* hostSuppositions(context: EnvelopeContext, kind: HostChange): Generator<Supposition> {
  const received = signedValue(context, "host");
  if (received === null) return;
  for (const host of hostsByChange(context, received).get(kind) ?? []) {
    const detail = `The host was signed as "${host}" and arrived as "${received}".`;
    yield headerSupposition(context, "host", host, detail);
  }
}

/** The candidates of a request by the kind of change: six rules ask, each for its own. */
const sortedHosts = new WeakMap<EnvelopeContext, ReadonlyMap<HostChange, ReadonlySet<string>>>();

function hostsByChange(
  context: EnvelopeContext,
  received: string,
): ReadonlyMap<HostChange, ReadonlySet<string>> {
  const known = sortedHosts.get(context);
  if (known) return known;
  const sorted = new Map<HostChange, Set<string>>();
  const from = hostParts(received);
  for (const candidate of candidates(context, received)) {
    const change = hostChange(context, from.name, candidate);
    const hosts = sorted.get(change) ?? new Set();
    for (const host of spellings(candidate)) if (host !== received) hosts.add(host);
    sorted.set(change, hosts);
  }
  sortedHosts.set(context, sorted);
  return sorted;
}

interface Candidate {
  readonly name: string;
  /** The ports it may have been signed with, likely ones first; an empty one stands for none. */
  readonly ports: readonly string[];
  /** True when a reverse proxy names it as the host it was asked for. */
  readonly forwarded: boolean;
  /** True when it is the name the client connected to. */
  readonly dialled?: boolean;
}

function spellings({ name, ports }: Candidate): string[] {
  return ports.map((port) => (port === "" ? name : `${name}:${port}`));
}

function* candidates(context: EnvelopeContext, received: string): Generator<Candidate> {
  const seen = [hostParts(received).port, headerValue(context.request.headers, "x-forwarded-port")];
  const likely = ["", ...seen.filter((port) => port), "443", "80"] as string[];
  for (const { host, ...named } of [
    ...shownByTexts(context),
    ...namedInRequest(context),
    ...dialled(context),
  ]) {
    const { name, port } = hostParts(host);
    yield { ...named, name, ports: port === null ? likely : [port, ...likely] };
  }
  for (const host of serviceHosts(context, received)) {
    const { name, port } = hostParts(host);
    yield { name, ports: port === null ? ["", "443"] : [port], forwarded: false };
  }
  for (const name of localNames) yield { name, ports: localPorts, forwarded: false };
}

/** A name as a view of the request gives it, perhaps with its port. */
type Named = Pick<Candidate, "forwarded" | "dialled"> & { readonly host: string };

/** Names of this machine and of upstreams, as containers and proxies call them. */
const localNames = [
  "localhost",
  "127.0.0.1",
  "minio",
  "host.docker.internal",
  "localstack",
  "s3",
  "proxy",
  "nginx",
  "backend",
  "gateway",
  "0.0.0.0",
  "minio1",
  "minio-server",
  "storage",
  "s3proxy",
  "upstream",
  "ceph",
  "dynamodb-local",
  "dynamodb",
  "elasticmq",
  "opensearch",
  "elasticsearch",
  "localhost.localstack.cloud",
  "api",
  "app",
  "web",
  "server",
  "haproxy",
  "traefik",
  "envoy",
  "172.17.0.1",
];
const localPorts = [
  "",
  "9000",
  "8080",
  "4566",
  "443",
  "80",
  "9200",
  "8443",
  "8000",
  "3000",
  "5000",
  "9001",
  "9443",
  "10443",
  "8888",
  "4443",
  "8182",
  "5601",
  "7480",
  "8157",
  "9324",
];
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|host\.docker\.internal)$/;
const forwardingHeaders = [
  "x-forwarded-host",
  "x-original-host",
  "x-host",
  "x-forwarded-server",
  "x-envoy-original-host",
  "x-real-host",
  "x-backend-host",
];

/** The host in the other view of this request: the server's, or the client's own log. */
function* shownByTexts({ serverTexts, clientTexts }: EnvelopeContext): Generator<Named> {
  for (const texts of [serverTexts, clientTexts]) {
    const host = texts?.input?.headers.find(({ name }) => name === "host")?.value;
    if (host) yield { host, forwarded: false };
  }
}

function* dialled({ request, target }: EnvelopeContext): Generator<Named> {
  const { connection } = request;
  for (const host of [target.authority, connection?.connectAuthority, connection?.sni]) {
    if (host) yield { host, forwarded: true, dialled: true };
  }
}

function* namedInRequest(context: EnvelopeContext): Generator<Named> {
  const { headers } = context.request;
  for (const name of forwardingHeaders) {
    for (const value of headerValues(headers, name).flatMap((text) => text.split(","))) {
      if (value.trim() !== "") yield { host: value.trim(), forwarded: true };
    }
  }
  const forwarded = /(?:^|[;,\s])host="?([^";,\s]+)/i.exec(headerValue(headers, "forwarded") ?? "")?.[1];
  if (forwarded !== undefined) yield { host: forwarded, forwarded: true };
  for (const name of ["origin", "referer"]) {
    const host = /^https?:\/\/([^/]+)/.exec(headerValue(headers, name) ?? "")?.[1];
    if (host !== undefined) yield { host, forwarded: false };
  }
}

/** The service's own names for the scope's region, and for the region of the host that arrived where it is another. */
function* serviceHosts(context: EnvelopeContext, received: string): Generator<string> {
  const { region } = context.envelope.credentialScope;
  yield* regionalHosts(context, received, region);
  const arrived = context.endpoint?.region ?? region;
  if (arrived !== region) yield* regionalHosts(context, received, arrived);
}

/** Regional, dual-stack, FIPS, global, and for S3 with the bucket in front. */
function* regionalHosts(context: EnvelopeContext, received: string, region: string): Generator<string> {
  const { service } = context.envelope.credentialScope;
  const suffix = partitionOfRegion(region)?.dnsSuffix ?? "amazonaws.com";
  if (context.isS3) {
    yield* bucketHosts(hostParts(received.toLowerCase()).name, s3Endpoints(region, suffix));
    return;
  }
  const prefixes = prefixRows.filter(
    ([prefix, , signingName]) => signingName === service && !prefix.startsWith("*"),
  );
  for (const prefix of [...prefixes.map(([label]) => label), service]) {
    yield `${prefix}.${region}.${suffix}`;
    yield `${prefix}.${suffix}`;
    yield `${prefix}-fips.${region}.${suffix}`;
    yield `${prefix}.${region}.api.aws`;
  }
  if (service === "sqs") yield* [`${region}.queue.${suffix}`, `queue.${suffix}`];
}

function* bucketHosts(name: string, endpoints: readonly string[]): Generator<string> {
  const bucket = virtualBucket(name)?.bucket ?? "";
  for (const owner of bucket === "" ? ["", `${name}.`] : [`${bucket}.`])
    yield* endpoints.map((endpoint) => owner + endpoint);
  if (bucket.includes(".")) yield bucket;
}

function s3Endpoints(region: string, suffix: string): string[] {
  return [
    `s3.${region}.${suffix}`,
    `s3.${suffix}`,
    `s3-${region}.${suffix}`,
    `s3.dualstack.${region}.${suffix}`,
    `s3-fips.${region}.${suffix}`,
    `s3-accelerate.${suffix}`,
    `s3-external-1.${suffix}`,
    `s3-accelerate.dualstack.${suffix}`,
  ];
}

function hostChange(context: EnvelopeContext, from: string, candidate: Candidate): HostChange {
  const to = candidate.name;
  if (from === to) return "port";
  const [a, b] = [from.toLowerCase(), to.toLowerCase()];
  if (a === b) return "case";
  if (isTunnel(a, b)) return ofLocalName(candidate);
  if (isAwsHost(a) && isAwsHost(b)) return sameBucket(a, b) ? "endpoint" : "bucket";
  if (candidate.dialled) return "tunnel";
  if (cdnName.test(a) || cdnName.test(b) || behindCdn(context)) return "domain";
  if (isAwsHost(a) === isAwsHost(b)) return "proxy";
  if (customerOwned.test(a) || customerOwned.test(b)) return "domain";
  return !candidate.forwarded && isPublicName(a) && isPublicName(b) ? "domain" : "proxy";
}

const cdnName =
  /\.(?:cloudfront\.net|fastly\.net|akamaized\.net|edgekey\.net|azureedge\.net|workers\.dev|cdn77\.org|b-cdn\.net)$/;
const customerOwned = /\.(?:execute-api|lambda-url|appsync-api)\./;
const internalName = /(?:^|\.)(?:local|internal|lan|svc|cluster|localhost|home|corp|intra)$/;

/** A local name that the request itself says it was forwarded for is a proxy's. */
function ofLocalName({ forwarded, dialled }: Candidate): HostChange {
  return forwarded && !dialled ? "proxy" : "tunnel";
}

/** A local address was signed, and a name with a dot was sent: one without is what containers and hosts files use. */
function isTunnel(received: string, signed: string): boolean {
  return loopback.test(signed) && !loopback.test(received) && received.includes(".");
}

function sameBucket(a: string, b: string): boolean {
  return virtualBucket(a)?.bucket === virtualBucket(b)?.bucket;
}

function behindCdn(context: EnvelopeContext): boolean {
  const { headers } = context.request;
  return (
    ["x-amz-cf-id", "cf-ray", "cdn-loop", "fastly-client-ip", "akamai-origin-hop"].some(
      (name) => headerValue(headers, name) !== undefined,
    ) ||
    (headerValue(headers, "via") ?? "").toLowerCase().includes("cloudfront") ||
    headerValue(headers, "user-agent") === "Amazon CloudFront"
  );
}

function isPublicName(name: string): boolean {
  return /\.[a-z]{2,}$/.test(name) && !internalName.test(name);
}
