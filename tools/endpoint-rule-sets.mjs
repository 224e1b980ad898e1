// Reads the AWS SDK's service models (the `data` folder of botocore) and evaluates their endpoint rule sets.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { awsEndpointFunctions, setPartitionInfo } from "@aws-sdk/core/client";
import { customEndpointFunctions, resolveEndpoint } from "@smithy/core/endpoints";

/**
 * @typedef {{ id: string, outputs: Record<string, string>, regionRegex: string, regions: Record<string, unknown> }} Partition
 * @typedef {{ service: string, serviceId: string, signingName: string, dialect: string | null, ruleSet: any, hostPrefixes: string[],
 *   staticValues: [string, string][] }} Model
 * @typedef {{ host: string, service: string, signingName: string, region: string, partition: string,
 *   single: boolean, dialect: string | null }} SignedHost
 */

/** Stands where a customer's own label goes (an account, an endpoint id), so that it can be taken out again. */
export const SAMPLE_LABEL = "customerlabel";

/** Services whose hosts carry buckets and access points; src/endpoints/s3-host.ts knows them by hand. */
const handWritten = new Set(["s3", "s3control", "s3outposts"]);

/** @param {string} file @returns {any} */
function readJson(file) {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  return JSON.parse(gunzipSync(readFileSync(`${file}.gz`)).toString("utf8"));
}

/** @param {string} folder @returns {Partition[]} */
export function readPartitions(folder) {
  const info = readJson(join(folder, "partitions.json"));
  Object.assign(customEndpointFunctions, { aws: awsEndpointFunctions });
  setPartitionInfo(info);
  return info.partitions;
}

/** The older table of host names, which still has the legacy ones. @param {string} folder @returns {any[]} */
export function readLegacyPartitions(folder) {
  return readJson(join(folder, "endpoints.json")).partitions;
}

/** The newest version of every client that signs, in the order of their names. @param {string} folder @returns {Model[]} */
export function readModels(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort(compareText)
    .map((service) => readModel(service, newestVersion(join(folder, service))))
    .filter((model) => model !== null);
}

function newestVersion(folder) {
  const versions = readdirSync(folder).filter((version) =>
    readdirSync(join(folder, version)).some((file) => file.startsWith("service-2.json")),
  );
  return join(folder, versions.sort(compareText).at(-1) ?? "");
}

/** @param {string} service @param {string} folder @returns {Model | null} */
function readModel(service, folder) {
  const { metadata, operations } = readJson(join(folder, "service-2.json"));
  if (metadata.signatureVersion === "bearer" || metadata.signatureVersion === "none") return null;
  const hostPrefixes = Object.values(operations).map((operation) => operation.endpoint?.hostPrefix ?? "");
  return {
    service,
    serviceId: metadata.serviceId.toLowerCase().replaceAll(" ", "-"),
    signingName: metadata.signingName ?? metadata.endpointPrefix,
    dialect: dialectOf(metadata),
    ruleSet: readJson(join(folder, "endpoint-rule-set-1.json")),
    hostPrefixes: [...new Set(["", ...hostPrefixes])].sort(compareText),
    staticValues: staticValues(Object.values(operations)),
  };
}

/** The text parameters that operations bring with them, such as acm's ServiceType. @returns {[string, string][]} */
function staticValues(operations) {
  return operations
    .flatMap((operation) => Object.entries(operation.staticContextParams ?? {}))
    .filter(([, { value }]) => typeof value === "string")
    .map(([name, { value }]) => [name, value]);
}

/** The protocol in Smithy's spelling; CBOR only where nothing else is spoken, as most clients do not use it yet. */
function dialectOf({ protocol, protocols = [protocol], jsonVersion }) {
  const spoken =
    protocol === "smithy-rpc-v2-cbor" ? (protocols.find((name) => name !== protocol) ?? protocol) : protocol;
  if (spoken === "json") return jsonVersion === "1.0" ? "awsJson1_0" : "awsJson1_1";
  const names = {
    query: "awsQuery",
    ec2: "ec2Query",
    "rest-json": "restJson1",
    "rest-xml": "restXml",
    "smithy-rpc-v2-cbor": "rpcV2Cbor",
  };
  return names[spoken] ?? null;
}

/** Every host of a model over regions, FIPS, dual-stack and operations. @param {Model} model @param {Partition[]} partitions
 * @returns {SignedHost[]} */
export function signedHosts(model, partitions) {
  if (handWritten.has(model.service)) return [];
  const choices = parameterChoices(model);
  return partitions.flatMap((partition) =>
    Object.keys(partition.regions).flatMap((region) =>
      choices.flatMap((choice) => hostsOf(model, partition.id, { ...choice, Region: region })),
    ),
  );
}

function hostsOf(model, partition, endpointParams) {
  const base = evaluate(model.ruleSet, endpointParams);
  if (base === null) return [];
  const scheme = base.scheme ?? {};
  const region = scheme.signingRegion ?? scheme.signingRegionSet?.[0] ?? endpointParams.Region;
  if (scheme.name === "bearer" || region.endsWith("-global") || base.host.includes("-global.")) return [];
  const signed = {
    service: model.service,
    signingName: scheme.signingName ?? model.signingName,
    dialect: model.dialect,
    single: scheme.disableDoubleEncoding === true,
    region,
    partition,
  };
  return model.hostPrefixes.map((prefix) => ({
    ...signed,
    host: prefix.replace(/\{\w+\}/g, SAMPLE_LABEL) + base.host,
  }));
}

/** The host and first authentication scheme a rule set gives, or null where it refuses the parameters. */
function evaluate(ruleSet, endpointParams) {
  try {
    const { url, properties } = resolveEndpoint(ruleSet, { endpointParams: { ...endpointParams } });
    const schemes = properties?.authSchemes ?? [];
    return { host: url.hostname, scheme: schemes.find((scheme) => scheme.name === "sigv4") ?? schemes[0] };
  } catch {
    return null;
  }
}

/** Every combination of parameters with the values their rules or operations name. @returns {Record<string, unknown>[]} */
function parameterChoices({ ruleSet, staticValues }) {
  const compared = comparedValues(ruleSet);
  for (const [name, value] of staticValues) compared.set(name, (compared.get(name) ?? new Set()).add(value));
  let choices = [{}];
  for (const [name, parameter] of Object.entries(ruleSet.parameters)) {
    if (name === "Region" || name === "Endpoint" || /Arn|ARN/.test(name)) continue;
    const values = parameter.type === "boolean" ? [false, true] : [undefined, ...(compared.get(name) ?? [])];
    if (/^(AccountId|EndpointId)$/.test(name)) values.push(SAMPLE_LABEL);
    choices = choices.flatMap((choice) =>
      values.map((value) => (value === undefined ? choice : { ...choice, [name]: value })),
    );
  }
  return choices;
}

/** The constants each parameter is compared with anywhere in a rule set. @returns {Map<string, Set<string>>} */
function comparedValues(ruleSet) {
  const found = new Map();
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    const [left, right] = node.fn === "stringEquals" ? node.argv : [];
    if (left?.ref && typeof right === "string")
      found.set(left.ref, (found.get(left.ref) ?? new Set()).add(right));
    Object.values(node).forEach(visit);
  };
  visit(ruleSet.rules);
  return found;
}

/** Code unit order, the same on every machine. @param {string} a @param {string} b */
export function compareText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
