// Whether a credential scope fits a host. Separate from the endpoint so that no finding has to read `alternatives` itself.

import type { Endpoint } from "./endpoint.ts";

/** Whether a host takes a signing name: true, false, or null when the host does not tell. */
export function takesSigningName(endpoint: Endpoint, signingName: string): boolean | null {
  if (endpoint.service === null) return null;
  const names = [endpoint.signingName, ...endpoint.alternatives.map((other) => other.signingName)];
  return names.includes(signingName) ? true : settled(endpoint) ? false : null;
}

/**
 * The old name of S3's us-east-1, "US Standard". s3cmd signs for it by default and S3-compatible servers take it for us-east-1
 * (observed: s3cmd's bucket_location, MinIO's region check).
 */
export const usStandardRegion = "US";

/** Whether a host takes signatures for a region: true, false, or null when the host does not tell. */
export function takesRegion(endpoint: Endpoint, region: string): boolean | null {
  if (endpoint.service === null) return null;
  if (region === usStandardRegion && endpoint.signingName === "s3") return takesRegion(endpoint, "us-east-1");
  const regions = [endpoint.region, ...endpoint.alternatives.map((other) => other.region)];
  if (regions.includes(region)) return true;
  return regions.includes(null) || regions.includes("*") || !settled(endpoint) ? null : false;
}

/** The tables know every reading of the host: it is certain, or its alternatives say what else it is. */
function settled(endpoint: Endpoint): boolean {
  return endpoint.certain || endpoint.alternatives.length > 0;
}
