// A signed request inside another message: its shape, and how a URL or a token becomes one.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";
import type { RawHeader } from "../http/raw-headers.ts";

/** What a nested request is. */
export type NestedKind = "presigned-url" | "eks-token" | "iam-token" | "identity-login";

/** A signed request that travels as text inside another one, or alone as a token. */
export interface NestedRequest {
  readonly kind: NestedKind;
  /** Where it was found, in words: `request body`, `response body`, `header authorization`, `input`. */
  readonly place: string;
  readonly request: CapturedRequest;
  /** Methods it may be meant for, likeliest first; only a URL leaves that open. */
  readonly methods: readonly string[];
  /** Values that a signed header outside the text may have (the name of an EKS cluster). */
  readonly headerGuesses: readonly RawHeader[];
  /** Whether it is in use where it was found, so that its times can be judged; a URL in a body may be old. */
  readonly inUse: boolean;
}

/** What an examination of a nested request says of where it comes from. */
export interface NestedPlace {
  readonly kind: NestedKind;
  readonly place: string;
  /** Id of the examination of the message around it; null for a token that is an input of its own. */
  readonly within: string | null;
  /** Signed headers that are not in the text, so that nothing could be calculated; absent where all are at hand. */
  readonly absentHeaders?: readonly string[];
}

/** Methods that presigned URLs are made for. */
export const presignedMethods: readonly string[] = ["GET", "PUT", "POST", "HEAD", "DELETE"];

const longestUrl = 16_384;

/** The request behind an absolute URL or one without its scheme (latin1); null when it is none. */
export function urlRequest(url: string, method: string): CapturedRequest | null {
  if (url.length > longestUrl || /[^\x21-\x7e]/.test(url)) return null;
  const cut = /^(?:(https?):\/\/)?([A-Za-z0-9.\-_:[\]]{1,300})([/?][^#]*)$/i.exec(url);
  const [, scheme = "https", authority, rest = ""] = cut ?? [];
  if (authority === undefined || authority.endsWith(":")) return null;
  const target = rest.startsWith("/") ? rest : `/${rest}`;
  const headers = [["Host", authority]] as const;
  return plainRequest({ method, scheme: scheme.toLowerCase(), authority, target, headers, body: "" });
}

/** A request made of texts (latin1). */
export function plainRequest(parts: {
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  readonly target: string;
  readonly headers: readonly RawHeader[];
  readonly body: string;
}): CapturedRequest {
  return {
    method: parts.method,
    scheme: parts.scheme === "http" ? "http" : "https",
    authority: parts.authority,
    target: parts.target,
    httpVersion: "1.1",
    headers: parts.headers,
    body: wholeBody(latin1Bytes(parts.body)),
    connection: null,
    receivedAtEpochMs: null,
  };
}

/** Whether a query carries a whole presigned envelope, of Version 4 or 2. */
export function holdsEnvelope(text: string): boolean {
  if (text.includes("X-Amz-Signature=")) return text.includes("X-Amz-Credential=");
  return /[?&]AWSAccessKeyId=/.test(text) && /[?&]Signature=/.test(text) && /[?&]Expires=/.test(text);
}

/** The latin1 text of base64 or base64url; null for anything else. */
export function base64Text(text: string): string | null {
  if (text.length > 4 * longestUrl || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null;
  try {
    return atob(text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
  } catch {
    return null;
  }
}
