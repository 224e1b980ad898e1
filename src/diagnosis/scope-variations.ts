// Building blocks for suppositions about the credential scope: one element changed in the text, in the key, or in both.
import type { CredentialScope } from "../sigv4/credential-scope.ts";
import type { EnvelopeContext, Supposition } from "./rule.ts";

/** Where a scope element may have differed: in the string to sign and the key alike, or in one of them. */
export type ScopePlace = "both" | "key" | "text";

/** Supposes that one scope element was another when the client signed, in each of the places named. */
export function* scopeSuppositions(
  context: EnvelopeContext,
  part: Exclude<keyof CredentialScope, "regionless">,
  values: Iterable<string>,
  places: readonly ScopePlace[] = ["both", "key", "text"],
): Generator<Supposition> {
  const sent = context.envelope.credentialScope[part];
  for (const value of values) {
    if (value === sent) continue;
    for (const place of places) yield scopeSupposition(context, part, value, place);
  }
}

function scopeSupposition(
  context: EnvelopeContext,
  part: Exclude<keyof CredentialScope, "regionless">,
  value: string,
  place: ScopePlace,
): Supposition {
  const sent = context.envelope.credentialScope[part];
  const scope = { [part]: value };
  const where = { both: "string to sign and signing key", key: "signing key", text: "string to sign" }[place];
  return {
    changes: [{ part: `credential scope, ${part} (${where})`, from: sent, to: value }],
    ...(place === "key" ? {} : { text: { scope } }),
    ...(place === "text" ? {} : { key: { scope } }),
    detail: `The Credential names the ${part} "${sent}"; the client used "${value}" for the ${where}.`,
    evidence: { sent, signedWith: value, place },
  };
}
