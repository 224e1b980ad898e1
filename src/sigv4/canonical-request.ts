// The canonical request: six lines of text from six canonical parts.
import type { CanonicalHeader } from "./canonical-headers.ts";

/** Everything the canonical request is made of, each part already in canonical form. Suppositions change these. */
export interface CanonicalInput {
  readonly method: string;
  readonly canonicalUri: string;
  readonly canonicalQuery: string;
  /** One line each, in the order of the canonical headers block. */
  readonly headers: readonly CanonicalHeader[];
  /** The names as the SignedHeaders line carries them. */
  readonly signedHeaders: readonly string[];
  /** The payload line: lower-case hex or a token. */
  readonly payloadHash: string;
}

/** The canonical headers block: `name:value` and a line feed for each. */
export function canonicalHeadersBlock(headers: readonly CanonicalHeader[]): string {
  let block = "";
  for (const { name, value } of headers) block += `${name}:${value}\n`;
  return block;
}

/** The canonical request as latin1 text (IAM User Guide, "Create a canonical request"); `block` is its headers, where they are known. */
export function canonicalRequest(
  input: CanonicalInput,
  block: string = canonicalHeadersBlock(input.headers),
): string {
  return `${input.method}\n${input.canonicalUri}\n${input.canonicalQuery}\n${block}\n${input.signedHeaders.join(";")}\n${input.payloadHash}`;
}
