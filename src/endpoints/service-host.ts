// The host that a credential scope means: the other way round from `endpointOf`, by the same tables.
import { endpointOf } from "./endpoint.ts";
import { partitionOfRegion } from "./partitions.ts";
import { takesRegion, takesSigningName } from "./scope-fit.ts";
import { fixedHostRows, prefixRows } from "./service-table.ts";

/** The public host of a signing name in a region, in lower case; null where no table tells, or several hosts have that name. */
export function serviceHost(signingName: string, region: string): string | null {
  const partition = partitionOfRegion(region);
  if (partition === null) return null;
  const { id, dnsSuffix } = partition;
  const fixed = `${signingName}.${dnsSuffix}`;
  const global = fixedHostRows.some(
    ([host, , name, , at, within]) =>
      host === fixed && name === signingName && at === region && within === id,
  );
  if (global) return fixed;
  const prefix = prefixOf(signingName);
  if (prefix === null) return null;
  const host = `${prefix}.${region}.${dnsSuffix}`;
  const endpoint = endpointOf(host);
  const fits = takesSigningName(endpoint, signingName) === true && takesRegion(endpoint, region) !== false;
  return fits ? host : null;
}

/** The one prefix of a signing name, or the prefix that is spelled like it. */
function prefixOf(signingName: string): string | null {
  if (signingName === "s3") return "s3";
  const prefixes = new Set(
    prefixRows
      .filter(([prefix, , name]) => name === signingName && !prefix.startsWith("*."))
      .map(([prefix]) => prefix),
  );
  if (prefixes.has(signingName)) return signingName;
  const [only] = prefixes;
  return prefixes.size === 1 && only !== undefined ? only : null;
}
