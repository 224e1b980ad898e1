// The credential scope: date / region / service / aws4_request.

/** What a signature is bound to. Each element as the client sent it. */
export interface CredentialScope {
  /** `YYYYMMDD`, UTC. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `aws4_request` in every correct scope. */
  readonly terminator: string;
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

/** The scope as the string to sign carries it: `20150830/us-east-1/iam/aws4_request`. */
export function credentialScope(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/${scope.terminator}`;
}
