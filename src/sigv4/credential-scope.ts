// The credential scope: date / region / service / aws4_request.
import { ecdsaAlgorithm } from "./terms.ts";

/** What a signature is bound to. Each element as the client sent it. */
export interface CredentialScope {
  /** `YYYYMMDD`, UTC. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `aws4_request` in every correct scope. */
  readonly terminator: string;
  /** SigV4A's scope of three elements: the regions stand in X-Amz-Region-Set, and `region` is empty. */
  readonly regionless?: true;
}

/** A `Credential=` value cut at its slashes. */
export interface Credential {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
}

/** Reads a credential of exactly five elements; any other number is returned as such. */
export function parseCredential(text: string): Credential | { readonly parts: number } {
  const parts = text.split("/");
  const [accessKeyId, date, region, service, terminator] = parts;
  if (parts.length !== 5 || accessKeyId === undefined) return { parts: parts.length };
  if (date === undefined || region === undefined || service === undefined || terminator === undefined) {
    return { parts: parts.length };
  }
  return { accessKeyId, scope: { date, region, service, terminator } };
}

/** Reads the credential an algorithm wants: SigV4A's has four elements; one with a region in it is read as it stands. */
export function parseCredentialFor(algorithm: string, text: string): Credential | { readonly parts: number } {
  const parts = text.split("/");
  const [accessKeyId, date, service, terminator] = parts;
  if (algorithm !== ecdsaAlgorithm || parts.length !== 4) return parseCredential(text);
  if (accessKeyId === undefined || date === undefined || service === undefined || terminator === undefined)
    return { parts: parts.length };
  return { accessKeyId, scope: { date, region: "", service, terminator, regionless: true } };
}

/** The scope as the string to sign carries it: `20150830/us-east-1/iam/aws4_request`, for SigV4A without the region. */
export function credentialScope(scope: CredentialScope): string {
  if (scope.regionless) return `${scope.date}/${scope.service}/${scope.terminator}`;
  return `${scope.date}/${scope.region}/${scope.service}/${scope.terminator}`;
}
