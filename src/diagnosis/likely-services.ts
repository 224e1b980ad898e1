// Names that may stand in a scope in place of the service's, the likeliest first.
import type { Endpoint } from "../endpoints/endpoint.ts";
import { namesMistakenFor, signingNamesMeantBy } from "../endpoints/signing-name-aliases.ts";
import { commonSigningNames } from "./value-sets.ts";

/** Service names a client may have signed with: the endpoint's own, those mistaken for the sent one, then the most common. */
export function likelyServices(endpoint: Endpoint, sent: string): ReadonlySet<string> {
  const own = [
    endpoint.signingName,
    ...endpoint.alternatives.map(({ signingName }) => signingName),
    endpoint.service,
  ];
  const prefix = endpoint.host.split(".")[0] ?? "";
  const mistaken = [
    ...signingNamesMeantBy(sent),
    ...namesMistakenFor(sent),
    prefix,
    sent.toUpperCase(),
    sent.toLowerCase(),
  ];
  const names = [...own, ...mistaken, ...commonSigningNames];
  return new Set(names.filter((name): name is string => name !== null && name !== ""));
}
