// How the service that judges a request reads it: what the canonical request depends on beside request and envelope.
import type { Endpoint } from "../endpoints/endpoint.ts";
import { isSigningName } from "../endpoints/signing-names.ts";
import type { ReadingRule } from "../sigv4/canonical-readings.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import { payloadHeaderServices } from "../sigv4/terms.ts";

/** How the judging service reads a request: by the endpoint where it is known, else by what the client's scope names. */
export function readingRule(envelope: Envelope, endpoint: Endpoint): ReadingRule {
  const claimed = envelope.credentialScope.service;
  const served = [
    { signingName: endpoint.signingName, pathEncoding: endpoint.pathEncoding },
    ...endpoint.alternatives,
  ];
  const found =
    served.find(({ signingName }) => signingName === claimed) ??
    (endpoint.signingName === null ? null : served[0]);
  if (!found) return ruleOfName(claimed);
  return { pathEncoding: found.pathEncoding, service: found.signingName ?? claimed };
}

/** The rule where the host tells nothing: by the name the client signed for, as far as any table has it. */
function ruleOfName(claimed: string): ReadingRule {
  if (payloadHeaderServices.has(claimed)) return { pathEncoding: "single", service: claimed };
  const known = isSigningName(claimed) ? {} : { unknownService: true as const };
  return { pathEncoding: "double", service: claimed, ...known };
}
