// When two sets of credentials are a mix of two generations: the one place that decides between a torn set and a wrong pair.
import type { EnvelopeContext } from "./rule.ts";
import { sentTokens } from "./session-tokens.ts";

/** Another known set, as far as a rule sees it. */
export type OtherSet = EnvelopeContext["otherCredentials"][number];

/** Whether a secret of `other` under the request's key id makes a torn set: both temporary, and a session token came along. */
export function isTornWith(context: EnvelopeContext, other: OtherSet): boolean {
  if (!isTemporary(context.envelope.accessKeyId) || !isTemporary(other.accessKeyId)) return false;
  return sentTokens(context.request, context.query).length > 0;
}

/** Whether a key id is that of temporary credentials. */
export function isTemporary(accessKeyId: string): boolean {
  return accessKeyId.startsWith("ASIA");
}
