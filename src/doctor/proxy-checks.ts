// Proxy variables: forms, disagreement of the two spellings, credential addresses that must not be sent to a proxy, and NO_PROXY
// entries that keep AWS from being seen.
import type { Check } from "./check.ts";
import { holds } from "./check.ts";
import type { ProxyVariable, Surroundings } from "./surroundings.ts";

/** Where credentials come from on EC2, ECS and EKS: a proxy cannot reach them, or reaches its own. */
export const metadataAddresses: readonly string[] = ["169.254.169.254", "169.254.170.2", "fd00:ec2::254"];

/** Hosts that stand for AWS. */
const awsHosts: readonly string[] = [
  "sts.us-east-1.amazonaws.com",
  "s3.eu-west-1.amazonaws.com",
  "dynamodb.us-east-1.api.aws",
];

/** Checks of the proxy variables and NO_PROXY. */
export function proxyChecks(surroundings: Surroundings): readonly Check[] {
  const { proxies } = surroundings;
  return [
    ...proxies.flatMap(proxyForm),
    ...agreement(surroundings.environment, "HTTPS_PROXY", "https_proxy"),
    ...agreement(surroundings.environment, "NO_PROXY", "no_proxy"),
    ...(proxies.length > 0 ? [metadata(surroundings), ...bypass(surroundings)] : []),
    ...proxies.flatMap(listening),
  ];
}

/** Whether a proxy of this machine is named: countersign's, as far as can be told. */
export function goesThroughLoopback({ proxies }: Surroundings): boolean {
  return proxies.some(({ listening: state }) => state !== null);
}

function proxyForm({ variable, text }: ProxyVariable): readonly Check[] {
  const id = "proxy-form";
  const fix = `export ${variable}=http://HOST:PORT   # or: unset ${variable}`;
  if (/\s/.test(text) || /^["']/.test(text))
    return [{ id, status: "error", subject: variable, detail: "holds white space or quotes", fix }];
  if (!/^[a-z0-9+]+:\/\//i.test(text)) {
    const detail = "has no scheme: curl and Python take it, Go and Node.js do not";
    return [{ id, status: "warning", subject: variable, detail, fix }];
  }
  if (!URL.canParse(text)) return [{ id, status: "error", subject: variable, detail: "is no URL", fix }];
  const { protocol, username, password, host } = new URL(text);
  if (!/^(?:https?|socks[45]?[ha]?):$/.test(protocol))
    return [{ id, status: "error", subject: variable, detail: "has a scheme that is no proxy's", fix }];
  const login = username !== "" || password !== "" ? ", with a login" : "";
  return [holds(id, variable, `${protocol}//${host}${login}`)];
}

function agreement(environment: Surroundings["environment"], upper: string, lower: string): readonly Check[] {
  const [one, other] = [environment[upper], environment[lower]];
  if (!one || !other || one === other) return [];
  const detail = `differs from ${upper}: Python and curl take the one in lower case, Go and Node.js ${upper}`;
  return [
    { id: "proxy-ambiguous", status: "warning", subject: lower, detail, fix: `export ${lower}="$${upper}"` },
  ];
}

function noProxyOf({ environment }: Surroundings): string {
  return environment.no_proxy || environment.NO_PROXY || "";
}

function metadata(surroundings: Surroundings): Check {
  const id = "proxy-metadata";
  const noProxy = noProxyOf(surroundings);
  const missing = metadataAddresses.filter((address) => !surroundings.isExempt(noProxy, address));
  if (missing.length === 0) return holds(id, "NO_PROXY", "names the credential addresses of EC2 and ECS");
  const value = [...(noProxy === "" ? [] : [noProxy]), ...missing].join(",");
  const detail = `a proxy is set and NO_PROXY does not name ${missing.join(", ")}: credentials of EC2 and ECS would be asked of the proxy`;
  const shown = /^[\w.*:/,[\] -]*$/.test(value) ? value : `$NO_PROXY,${missing.join(",")}`;
  return {
    id,
    status: "warning",
    subject: "NO_PROXY",
    detail,
    fix: `export NO_PROXY="${shown}" no_proxy="${shown}"`,
  };
}

function bypass(surroundings: Surroundings): readonly Check[] {
  const noProxy = noProxyOf(surroundings);
  const hidden = awsHosts.filter((host) => surroundings.isExempt(noProxy, host));
  if (hidden.length === 0) return [];
  const ours = goesThroughLoopback(surroundings);
  const detail = `keeps AWS hosts such as ${hidden[0]} from the proxy${ours ? ": countersign does not see them" : ""}`;
  const fix = ours ? 'eval "$(countersign env)"   # or: countersign run -- COMMAND' : null;
  return [{ id: "proxy-bypassed", status: ours ? "warning" : "note", subject: "NO_PROXY", detail, fix }];
}

function listening({ variable, listening: state }: ProxyVariable): readonly Check[] {
  const id = "proxy-listening";
  if (state === null) return [];
  if (state) return [holds(id, variable, "something listens there")];
  const detail = "names an address of this machine where nothing listens: every call fails";
  const fix = `countersign start   # or: unset ${variable}`;
  return [{ id, status: "error", subject: variable, detail, fix }];
}
