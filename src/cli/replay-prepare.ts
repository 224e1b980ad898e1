// A captured request made ready to be sent again: edited, and signed with known credentials where that is asked for.

import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValues } from "../http/raw-headers.ts";
import { hostOf } from "../http/request-target.ts";
import { signedAgain, unsignable } from "../interception/signed-again.ts";
import { parseEnvelope } from "../sigv4/envelope.ts";
import type { Knowledge, KnownCredentials } from "../sigv4/known-credentials.ts";
import type { Replayable } from "./replay-source.ts";

/** What is to become of a request. */
export interface PreparedChoice {
  readonly resign: "off" | "mismatch" | "all";
  readonly profile: string | null;
  readonly region: string | null;
  readonly service: string | null;
  readonly headers: readonly (readonly [string, string])[];
}

/** A request ready to be sent. */
export interface Prepared {
  readonly request: CapturedRequest;
  /** Source of the credentials it is signed again with; null as captured. */
  readonly signedBy: string | null;
}

/** A value that evidence does not hold whole: replaced, or a signature that was shortened. */
const redacted = /\[redacted(?::\d+:[0-9a-f]+)?\]|\u2026/;

/** A request as it is sent again, edited and signed as asked for; or the sentence why it cannot be. */
export function preparedRequest(
  { id, request: captured, verdict }: Replayable,
  choice: PreparedChoice,
  knowledge: Knowledge,
): Prepared | { readonly refused: string } {
  const request = withHeaders(captured, choice.headers);
  const again = choice.resign === "all" || (choice.resign === "mismatch" && verdict === "mismatch");
  if (!again) {
    const lacking = lackingPart(request);
    if (lacking === null) return { request, signedBy: null };
    return { refused: `${id}: ${lacking}; --resign signs it again where its body was kept` };
  }
  // What comes from a stranger must not be signed for one host and sent to another, who could use it there.
  const chosen = choice.headers.some(([name]) => name.toLowerCase() === "host");
  if (!chosen && namesOtherHost(captured))
    return { refused: `${id}: its Host header names another host than it goes to; it is not signed again` };
  const obstacle = unsignable(request);
  if (obstacle !== null) return { refused: `${id} cannot be signed again: ${obstacle}` };
  const credentials = credentialsOf(request, choice, knowledge);
  if (credentials === null)
    return { refused: `${id}: no secret is known for its key id; name one with --profile or --credentials` };
  const { region, service } = scopeOf(request, choice);
  if (region === null || service === null)
    return { refused: `${id}: its host says neither service nor region; give --service and --region` };
  const signed = signedAgain(request, { credentials, region, service, nowEpochMs: Date.now() });
  const lacking = lackingPart(signed);
  if (lacking !== null) return { refused: `${id}: ${lacking}; give it with --set-header` };
  return { request: signed, signedBy: credentials.source };
}

function namesOtherHost(request: CapturedRequest): boolean {
  const plain = (authority: string): string => authority.toLowerCase().replace(/:(?:443|80)$/, "");
  return headerValues(request.headers, "host").some(
    (host) => plain(host.trim()) !== plain(request.authority),
  );
}

/** What of a request is not what was sent, in words; null where all is at hand. */
function lackingPart({ headers, target, body }: CapturedRequest): string | null {
  const hidden = headers.find(([, value]) => redacted.test(value));
  if (hidden) return `the value of ${hidden[0]} was not kept`;
  if (redacted.test(target)) return "a part of its query was not kept";
  return body.content === null ? "its body was not kept whole" : null;
}

function withHeaders(request: CapturedRequest, edits: PreparedChoice["headers"]): CapturedRequest {
  const headers = [...request.headers];
  for (const [name, value] of edits) {
    const at = headers.findIndex(([each]) => each.toLowerCase() === name.toLowerCase());
    if (at < 0) headers.push([name, value]);
    else headers[at] = [headers[at]?.[0] ?? name, value];
  }
  return { ...request, headers };
}

function credentialsOf(
  request: CapturedRequest,
  { profile }: PreparedChoice,
  { credentials }: Knowledge,
): KnownCredentials | null {
  if (profile !== null)
    return credentials.find(({ source }) => source.startsWith(`profile ${profile} `)) ?? null;
  const accessKeyId = envelopeParts(request).accessKeyId;
  return credentials.find((known) => known.accessKeyId === accessKeyId) ?? null;
}

/** What the request goes to where the host says so with certainty, else what its envelope names. */
function scopeOf(
  request: CapturedRequest,
  choice: PreparedChoice,
): { readonly region: string | null; readonly service: string | null } {
  const endpoint = endpointOf(hostOf(request));
  const claimed = envelopeParts(request).credentialScope;
  const [hostRegion, hostService] = endpoint.certain ? [endpoint.region, endpoint.signingName] : [null, null];
  return {
    region: choice.region ?? hostRegion ?? claimed?.region ?? endpoint.region,
    service: choice.service ?? hostService ?? claimed?.service ?? endpoint.signingName,
  };
}

function envelopeParts(request: CapturedRequest): {
  readonly accessKeyId: string | null;
  readonly credentialScope: { readonly region: string; readonly service: string } | null;
} {
  const reading = parseEnvelope(request);
  if (reading.kind === "read") return reading.envelope;
  if (reading.kind === "malformed") return reading.parts;
  return {
    accessKeyId: reading.kind === "legacy" ? reading.accessKeyId : null,
    credentialScope: null,
  };
}
