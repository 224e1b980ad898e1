// The canonical request and string to sign as somebody else shows them: the server in its answer, the client in its debug log.
import { sha256Hex } from "../http/digest.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { parseCanonicalRequest } from "../sigv4/canonical-request-text.ts";

/** Where a request comes from: off the wire, or made up again from what its server or its client's log shows of it. */
export type RequestOrigin = "captured" | "server-texts" | "client-texts" | "none";

/** Somebody's own texts of one request. Latin1. */
export interface SignedTexts {
  readonly canonicalRequest: string | null;
  readonly stringToSign: string | null;
  /** The hash in the string to sign's last line, else that of the whole canonical request; lower-case hex, or null without either. */
  readonly canonicalRequestSha256Hex: string | null;
  /** The canonical request cut into its parts; null when there is none or it is not whole. */
  readonly input: CanonicalInput | null;
  /** Whether text and hash agree; null when only one of them is there. People edit what they paste. */
  readonly consistent: boolean | null;
}

/** Puts two texts side by side; null without any. */
export function signedTexts(
  canonicalRequest: string | null,
  stringToSign: string | null,
): SignedTexts | null {
  if (canonicalRequest === null && stringToSign === null) return null;
  const stated = hashOf(stringToSign);
  const input = canonicalRequest === null ? null : parseCanonicalRequest(canonicalRequest);
  const own = canonicalRequest === null || input === null ? null : sha256Hex(canonicalRequest);
  return {
    canonicalRequest,
    stringToSign,
    canonicalRequestSha256Hex: stated ?? own,
    input,
    consistent: stated === null || own === null ? null : stated === own,
  };
}

function hashOf(stringToSign: string | null): string | null {
  const lines = stringToSign?.trimEnd().split("\n") ?? [];
  // Four lines for a request; a chunk's string to sign has six, and its last line is another hash.
  if (lines.length !== 4 || !lines[0]?.startsWith("AWS4-")) return null;
  const last = lines[3]?.trim() ?? "";
  return /^[0-9a-f]{64}$/.test(last) ? last : null;
}
