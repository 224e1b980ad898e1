// A request as programs hold it, made into one as it crosses the wire. Nothing is normalised: what is signed are bytes.
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { latin1, wholeBody } from "../http/http-message.ts";
import type { RawHeaders } from "../http/raw-headers.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { Knowledge, KnownSigningKey } from "../sigv4/known-credentials.ts";
import { Secret } from "../sigv4/secret.ts";

/** Names with values, in order or as an object. Names may be given several times in the list. */
export type HeaderList =
  | readonly (readonly [name: string, value: string])[]
  | Readonly<Record<string, string>>;

/** A request that carries a signature, or should. */
export interface SignedRequest {
  readonly method: string;
  /** `https://host/path?query`, exactly as it goes on the wire: it is never normalised. */
  readonly url: string;
  /** As sent. Without a Host header, the URL's host stands for it. */
  readonly headers: HeaderList;
  /** Text is sent as UTF-8; left out or null: no body. */
  readonly body?: string | Uint8Array | null;
}

/** The answer to a request, where there is one. */
export interface ReceivedResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body?: string | Uint8Array | null;
}

/** A secret that is known. */
export interface KnownSecret {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | null;
}

/** A key derived for one day, region and service, that verifies without the secret. */
export interface DerivedKey {
  readonly accessKeyId: string;
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** 32 bytes as hex. */
  readonly keyHex: string;
}

/** What is known to verify with. */
export type KnownKey = KnownSecret | DerivedKey;

/** The request as captured. Throws a TypeError for a URL that is no absolute http or https URL. */
export function asCaptured({ method, url, headers, body }: SignedRequest): CapturedRequest {
  const parts = /^(https?):\/\/(?:[^/?#@]*@)?([^/?#]+)([^#]*)/i.exec(url);
  if (parts === null) throw new TypeError("the url of a request begins with http:// or https:// and a host");
  const [, scheme = "https", host = "", rest = ""] = parts;
  const listed = rawHeaders(headers);
  const named = headerValue(listed, "host");
  return {
    method,
    scheme: scheme.toLowerCase() === "http" ? "http" : "https",
    authority: named ?? wireText(host),
    target: wireText(rest.startsWith("/") ? rest : `/${rest}`),
    httpVersion: "1.1",
    headers: named === undefined ? [["Host", wireText(host)], ...listed] : listed,
    body: wholeBody(bytesOf(body)),
    connection: null,
    receivedAtEpochMs: null,
  };
}

/** The answer as captured. */
export function asCapturedResponse({ status, headers, body }: ReceivedResponse): CapturedResponse {
  return {
    status,
    reason: "",
    headers: rawHeaders(headers),
    body: wholeBody(bytesOf(body)),
    receivedAtEpochMs: null,
  };
}

/** Keys wrapped, so that no output can show them. */
export function knowledgeOf(keys: readonly KnownKey[]): Knowledge {
  const signingKeys = keys.flatMap((key): readonly KnownSigningKey[] =>
    "keyHex" in key ? [{ ...key, keyHex: new Secret(key.keyHex.toLowerCase()) }] : [],
  );
  const credentials = keys.flatMap((key) => ("secretAccessKey" in key ? [key] : []));
  return {
    signingKeys,
    credentials: credentials.map(({ accessKeyId, secretAccessKey, sessionToken }) => ({
      accessKeyId,
      secretAccessKey: new Secret(secretAccessKey),
      spelling: null,
      sessionToken: sessionToken ? new Secret(sessionToken) : null,
      source: "the program",
    })),
  };
}

function rawHeaders(headers: HeaderList): RawHeaders {
  const list: readonly (readonly [string, string])[] = isList(headers) ? headers : Object.entries(headers);
  return list.map(([name, value]) => [wireText(name), wireText(value)] as const);
}

function isList(headers: HeaderList): headers is readonly (readonly [string, string])[] {
  return Array.isArray(headers);
}

/** Characters beyond latin1 cannot be bytes: such a text is taken as its UTF-8. */
function wireText(text: string): string {
  return /[\u0100-\uffff]/.test(text) ? latin1(new TextEncoder().encode(text)) : text;
}

function bytesOf(body: string | Uint8Array | null | undefined): Uint8Array {
  return typeof body === "string" ? new TextEncoder().encode(body) : (body ?? new Uint8Array(0));
}
