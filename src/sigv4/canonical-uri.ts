// The canonical URI: S3's rule, and everybody else's.
import { percentDecode, percentEncodePath } from "./percent-encoding.ts";

/** `single`: decode once, encode once, nothing normalised (S3). `double`: normalise, then encode each wire byte once more. */
export type PathEncoding = "single" | "double";

/**
 * The canonical URI of a path as sent (IAM User Guide, "Create a canonical request", step 1; for S3 the S3 API Reference).
 * That S3 decodes before it encodes was seen with the documented `/test$file.text`, which S3 signs as `/test%24file.text`.
 */
export function canonicalUri(path: string, encoding: PathEncoding): string {
  const rooted = path.startsWith("/") ? path : `/${path}`;
  return encoding === "single"
    ? percentEncodePath(percentDecode(rooted))
    : percentEncodePath(normalisedPath(rooted));
}

/** Removes empty and `.` segments and resolves `..` without leaving the root (RFC 3986, 6.2.2.3); a trailing slash stays. */
export function normalisedPath(path: string): string {
  if (!path.includes("//") && !path.includes("/.")) return path;
  const kept: string[] = [];
  const segments = path.split("/");
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  const last = segments[segments.length - 1];
  const open = kept.length > 0 && (last === "" || last === "." || last === "..");
  return `/${kept.join("/")}${open ? "/" : ""}`;
}

/** Resolves `.` and `..` and keeps empty segments: how some clients sign `//` outside S3, and services take it. */
export function withoutDotSegments(path: string): string {
  if (!path.includes("/.")) return path;
  const kept: string[] = [];
  const segments = path.split("/").slice(1);
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
    if (last && (segment === "." || segment === "..")) kept.push("");
  }
  return `/${kept.join("/")}`;
}
