// Header values and queries as findings may show them: bearers and keys are left out.

const secretHeaders: ReadonlySet<string> = new Set([
  "x-amz-security-token",
  "x-amz-s3session-token",
  "x-amz-access-token",
  "x-amz-server-side-encryption-customer-key",
  "x-amz-copy-source-server-side-encryption-customer-key",
  "authorization",
  "proxy-authorization",
  "cookie",
  "x-api-key",
]);
const token = /(X-Amz-(?:Security|S3session)-Token(?:=|%3D|%253D))[^&\s]*/gi;

/** A header's value, or a mark in its place where the value is a secret. */
export function shownHeaderValue(lowerName: string, value: string): string {
  return value !== "" && secretHeaders.has(lowerName) ? "[redacted]" : value;
}

/** A query without the value of a session token. */
export function shownQuery(query: string): string {
  return query.replace(token, "$1[redacted]");
}
