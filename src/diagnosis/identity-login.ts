// Logins that carry a signed GetCallerIdentity request as JSON: Vault's iam_http_request fields, and the serialised request of
// workload identity federation (`{"url","method","headers":[{"key","value"}]}`).
import type { RawHeader } from "../http/raw-headers.ts";
import type { NestedRequest } from "./nested-request.ts";
import { base64Text, plainRequest, urlRequest } from "./nested-request.ts";

type Members = Readonly<Record<string, unknown>>;

/** The signed requests in a JSON text (latin1), as such or percent-encoded. Total. */
export function identityLogins(text: string, place: string): readonly NestedRequest[] {
  if (/"iam_http_request_method"/.test(text)) return found(vaultLogin(parsed(text), place));
  const plain = /"GetCallerIdentity|%22url%22/i.test(text) || /"url"\s{0,8}:\s{0,8}"https:\/\/sts/.test(text);
  if (!plain || !/Authorization/i.test(text)) return [];
  return found(federatedLogin(parsed(embedded(text)), place));
}

function found(login: NestedRequest | null): readonly NestedRequest[] {
  return login === null ? [] : [login];
}

/** The subject token stands alone, in a form field, or as a string member. */
function embedded(text: string): string {
  const encoded = /(%7B(?:[\w.~*!'()+/-]|%[0-9A-Fa-f]{2})+%7D)/i.exec(text)?.[1];
  if (encoded === undefined) return text;
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch {
    return "";
  }
}

function parsed(text: string): Members | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : null;
  } catch {
    return null;
  }
}

/** Vault's login (HashiCorp Vault, AWS auth method API, "Login"): URL, body and headers in base64. */
function vaultLogin(login: Members | null, place: string): NestedRequest | null {
  const part = (name: string): string | null => {
    const value = login?.[`iam_request_${name}`];
    return typeof value === "string" ? base64Text(value) : null;
  };
  const { iam_http_request_method: method, iam_request_headers: given } = login ?? {};
  const url = part("url");
  const headers = typeof given === "string" ? parsed(base64Text(given) ?? given) : given;
  if (typeof method !== "string" || url === null || typeof headers !== "object" || headers === null)
    return null;
  return signedLogin(
    { url, method, headers: headerList(headers as Members), body: part("body") ?? "" },
    place,
  );
}

function federatedLogin(login: Members | null, place: string): NestedRequest | null {
  const { url, method, headers, body } = login ?? {};
  if (typeof url !== "string" || typeof method !== "string" || !Array.isArray(headers)) return null;
  const pairs = headers.slice(0, 64).flatMap((header: unknown): RawHeader[] => {
    const { key, value } = (header ?? {}) as Members;
    return typeof key === "string" && typeof value === "string" ? [[key, value]] : [];
  });
  return signedLogin({ url, method, headers: pairs, body: typeof body === "string" ? body : "" }, place);
}

function headerList(headers: Members): RawHeader[] {
  return Object.entries(headers)
    .slice(0, 64)
    .flatMap(([name, value]): RawHeader[] => {
      const values: readonly unknown[] = Array.isArray(value) ? value.slice(0, 16) : [value];
      return values.flatMap((one): RawHeader[] => (typeof one === "string" ? [[name, one]] : []));
    });
}

interface Login {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly RawHeader[];
  readonly body: string;
}

function signedLogin({ url, method, headers, body }: Login, place: string): NestedRequest | null {
  const plain = urlRequest(/^https?:\/\/[^/?]+$/.test(url) ? `${url}/` : url, method);
  const latin = [method, body, ...headers.flat()].every((text) => /^[\t\n\r\x20-\x7e]*$/.test(text));
  if (plain === null || !latin || !/^[A-Z]{1,16}$/.test(method)) return null;
  const named = headers.find(([name]) => name.toLowerCase() === "host");
  const { scheme, target } = plain;
  const authority = named?.[1] ?? plain.authority;
  const all: readonly RawHeader[] = named ? headers : [["Host", authority], ...headers];
  const request = plainRequest({ method, scheme, authority, target, headers: all, body });
  return { kind: "identity-login", place, request, methods: [method], headerGuesses: [], inUse: true };
}
