// The region set: the regions a SigV4A signature is good for, as X-Amz-Region-Set names them.

/** Names of a set that are looked at. */
const mostNames = 100;

/** The names in a region set, in order: regions, or patterns with `*` (`us-west-*`, `*`). Empty text gives none. */
export function regionSetNames(text: string): readonly string[] {
  const names = text.slice(0, 8192).split(",", mostNames);
  return names.map((name) => name.trim()).filter((name) => name !== "");
}

/** Whether one of the names stands for a region (observed: awslabs/aws-c-auth and the SDKs give `*`; AWS's guide, `us-west-*`). */
export function coversRegion(names: readonly string[], region: string): boolean {
  return names.some((name) => fits(name, region));
}

/** `*` stands for any run of characters, none included; everything else for itself. */
function fits(pattern: string, region: string): boolean {
  const [start = "", ...rest] = pattern.split("*");
  const end = rest.pop();
  if (end === undefined) return pattern === region;
  if (!region.startsWith(start)) return false;
  let at = start.length;
  for (const part of rest) {
    const found = region.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return region.length - end.length >= at && region.endsWith(end);
}
