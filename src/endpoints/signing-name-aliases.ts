// Names people put in a credential scope in place of the signing name: the host's prefix, the CLI's or the SDK's name of
// the service, or a neighbour's name. Findings use it to say what was meant.

import { dataPlaneRows } from "./data-plane-table.ts";
import { prefixRows, serviceNameRows } from "./service-table.ts";

/** Confusions no table of services can know, seen in public threads about refused scopes or in product names. */
const confusions: readonly (readonly [name: string, signingName: string])[] = [
  ["aoss", "es"],
  ["api-gateway", "apigateway"],
  ["api-gateway", "execute-api"],
  ["apigateway", "execute-api"],
  ["cloudwatch", "logs"],
  ["cloudwatchevents", "events"],
  ["cloudwatchlogs", "logs"],
  ["cognito-identity", "cognito-idp"],
  ["cognito-idp", "cognito-identity"],
  ["elasticsearch", "es"],
  ["es", "aoss"],
  ["eventbridge", "events"],
  ["execute-api", "apigateway"],
  ["iot", "iotdata"],
  ["iot", "iotdevicegateway"],
  ["iotdata", "iotdevicegateway"],
  ["iotdevicegateway", "iotdata"],
  ["kafka", "kafka-cluster"],
  ["kafka-cluster", "kafka"],
  ["lambda-url", "lambda"],
  ["neptune", "neptune-db"],
  ["opensearch", "aoss"],
  ["prometheus", "aps"],
  ["rds", "neptune-db"],
  ["s3", "s3-object-lambda"],
  ["s3", "s3express"],
  ["s3-control", "s3"],
  ["s3express", "s3"],
  ["storage", "s3"],
  ["vpc-lattice", "vpc-lattice-svcs"],
];

/** From a name that is not the right signing name, in lower case, to the signing names it may have been meant for. */
export const signingNameAliases: ReadonlyMap<string, readonly string[]> = grouped(aliasPairs());

/** The signing names somebody may have meant by a name, the name itself left out; empty when nobody is known to. */
export function signingNamesMeantBy(name: string): readonly string[] {
  return signingNameAliases.get(name.toLowerCase()) ?? [];
}

const namesBySigningName = grouped(aliasPairs().map(([name, signingName]) => [signingName, name] as const));

/** The names that are put in a scope in place of a signing name; empty when none is known. */
export function namesMistakenFor(signingName: string): readonly string[] {
  return namesBySigningName.get(signingName) ?? [];
}

function aliasPairs(): readonly (readonly [name: string, signingName: string])[] {
  const services = dataPlaneRows.map(([, service, signingName]) => [service, signingName] as const);
  const prefixes = [...prefixRows, ...dataPlaneRows]
    .filter(([prefix]) => !prefix.startsWith("*."))
    .map(([prefix, , signingName]) => [prefix, signingName] as const);
  const pairs = [...serviceNameRows, ...services, ...prefixes, ...confusions];
  return pairs.filter(([name, signingName]) => name !== signingName);
}

function grouped(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const values = groups.get(key) ?? [];
    if (!values.includes(value)) values.push(value);
    groups.set(key, values);
  }
  return groups;
}
