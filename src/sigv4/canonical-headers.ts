// The canonical headers: the signed ones in the client's order of names, values trimmed and squeezed.
import type { RawHeaders } from "../http/raw-headers.ts";
import { headerValues } from "../http/raw-headers.ts";

/** One line of the canonical headers: lower-case name, canonical value. */
export interface CanonicalHeader {
  readonly name: string;
  readonly value: string;
}

/** Which blanks are squeezed: blanks and tabs, or blanks alone (services have been seen to differ on a tab). */
export type BlankReading = "blanks-and-tabs" | "blanks";

/** Trims a value and squeezes each run of blanks to one (IAM User Guide, "Create a canonical request", step 3). */
export function canonicalHeaderValue(value: string, blanks: BlankReading = "blanks-and-tabs"): string {
  if (!/ {2}|\t|^ | $/.test(value)) return value;
  const run = blanks === "blanks" ? / +/g : /[ \t]+/g;
  return value.replace(run, " ").replace(/^[ \t]+|[ \t]+$/g, "");
}

/**
 * One line for each signed header, in the order the client lists them. Repeated headers are joined by `,` without a blank in
 * wire order; a header that is absent gives an empty value, as S3, OpenSearch and DynamoDB were seen to do, unless `absent`
 * supplies one (S3 takes the query value of the same name in a presigned URL).
 */
export function canonicalHeaders(
  headers: RawHeaders,
  signedHeaders: readonly string[],
  options: { readonly blanks?: BlankReading; readonly absent?: (name: string) => string | undefined } = {},
): CanonicalHeader[] {
  return signedHeaders.map((signed) => {
    const name = signed.toLowerCase();
    const values = headerValues(headers, name);
    if (values.length === 0) return { name, value: options.absent?.(name) ?? "" };
    return { name, value: values.map((value) => canonicalHeaderValue(value, options.blanks)).join(",") };
  });
}
