// How often a path is percent-encoded before it is signed: the one rule of the canonical request that depends on the service.

/** `single`: as AWS received it; `double`: encoded once more, so that `%3D` is signed as `%253D`. */
export type PathEncoding = "single" | "double";

const singleEncoded: ReadonlySet<string> = new Set(["s3", "s3express", "s3-object-lambda", "s3-outposts"]);

/**
 * Path encoding for a signing name where no host tells (a custom domain, an emulator): the names for which the SDKs'
 * endpoint rules say `disableDoubleEncoding` are `single`, everything else is `double`.
 */
export function pathEncodingOf(signingName: string): PathEncoding {
  return singleEncoded.has(signingName) ? "single" : "double";
}
