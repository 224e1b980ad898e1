// The names that credential scopes carry, of every service in the tables.
import { dataPlaneRows, legacyHostRows } from "./data-plane-table.ts";
import { fixedHostRows, prefixRows, serviceNameRows } from "./service-table.ts";

const signingNames: ReadonlySet<string> = new Set([
  "s3",
  "s3express",
  "s3-object-lambda",
  "s3-outposts",
  ...[...prefixRows, ...dataPlaneRows].map(([, , signingName]) => signingName),
  ...[...fixedHostRows, ...legacyHostRows].map(([, , signingName]) => signingName),
  ...serviceNameRows.map(([, signingName]) => signingName),
]);

/** Whether a service of AWS is known by this signing name, exactly as written. */
export function isSigningName(name: string): boolean {
  return signingNames.has(name);
}
