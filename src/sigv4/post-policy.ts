// The policy of a browser's form: base64 of JSON, an expiration and conditions on the fields. Reading it never throws.
import { latin1, latin1Bytes } from "../http/http-message.ts";
import { parseHttpOrIsoDate } from "./amz-date.ts";

/** One condition. Field names are lower case and without their `$`. */
export type PolicyCondition =
  | { readonly kind: "eq" | "starts-with"; readonly field: string; readonly value: string }
  | { readonly kind: "content-length-range"; readonly least: number; readonly most: number };

/** A policy. */
export interface PostPolicy {
  /** As written. */
  readonly expiration: string;
  /** Milliseconds since 1970. */
  readonly expirationEpochMs: number;
  readonly conditions: readonly PolicyCondition[];
  /** The decoded JSON, latin1 text. */
  readonly json: string;
}

/** Why a policy cannot be read. */
export type PolicyRefusal = "not-base64" | "not-json" | "no-expiration" | "bad-condition";

/** Reads the policy field (S3 API Reference, "Creating a POST policy"). */
export function parsePostPolicy(base64: string): PostPolicy | { readonly refusal: PolicyRefusal } {
  const json = decodedPolicy(base64);
  if (json === null) return { refusal: "not-base64" };
  const policy = parsedObject(json);
  if (policy === null) return { refusal: "not-json" };
  const expiration = typeof policy.expiration === "string" ? policy.expiration : "";
  const expirationEpochMs = parseHttpOrIsoDate(expiration);
  if (expirationEpochMs === null) return { refusal: "no-expiration" };
  const conditions = Array.isArray(policy.conditions) ? policy.conditions.map(conditionOf) : [null];
  if (conditions.length === 0 || conditions.includes(null)) return { refusal: "bad-condition" };
  return {
    expiration,
    expirationEpochMs,
    conditions: conditions.filter((condition) => condition !== null).flat(),
    json,
  };
}

/** The text behind base64 that may be wrapped at line ends; null for anything else. Latin1. */
export function decodedPolicy(base64: string): string | null {
  const text = base64.replace(/[\r\n \t]+/g, "");
  if (text === "" || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  try {
    return atob(text);
  } catch {
    return null;
  }
}

type JsonObject = { readonly [name: string]: unknown };

function parsedObject(json: string): JsonObject | null {
  try {
    // The decoded bytes are UTF-8; escapes stand for characters beyond latin1.
    const value: unknown = JSON.parse(new TextDecoder().decode(latin1Bytes(json)));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : null;
  } catch {
    return null;
  }
}

function conditionOf(condition: unknown): readonly PolicyCondition[] | null {
  if (Array.isArray(condition)) return listCondition(condition);
  if (typeof condition !== "object" || condition === null) return null;
  const entries = Object.entries(condition);
  if (entries.length === 0 || entries.some(([, value]) => typeof value !== "string")) return null;
  return entries.map(([name, value]) => ({
    kind: "eq",
    field: name.toLowerCase(),
    value: policyBytes(String(value)),
  }));
}

function listCondition([kind, first, second]: readonly unknown[]): readonly PolicyCondition[] | null {
  const name = typeof kind === "string" ? kind.toLowerCase() : "";
  if (name === "content-length-range") {
    const [least, most] = [Number(first), Number(second)];
    return Number.isFinite(least) && Number.isFinite(most) ? [{ kind: name, least, most }] : null;
  }
  if (name !== "eq" && name !== "starts-with") return null;
  if (typeof first !== "string" || typeof second !== "string" || !first.startsWith("$")) return null;
  return [{ kind: name, field: first.slice(1).toLowerCase(), value: policyBytes(second) }];
}

/** Text as bytes of a field: a policy's JSON is UTF-8, and its decoded form one character for each byte. */
export function policyBytes(text: string): string {
  return latin1(new TextEncoder().encode(text));
}
