// What recent proofs found, by the shape of the request: a fault that repeats is tried first.
import type { EnvelopeContext } from "./rule.ts";

/** A bounded memory of the rules that explained requests of one shape. */
export interface ProofMemory {
  /** Ids of the rules that explained the last request of this shape; empty when none is remembered. */
  rulesFor(context: EnvelopeContext): readonly string[];
  remember(context: EnvelopeContext, rules: readonly string[]): void;
}

/** A memory of at most `limit` shapes; the one unused longest is forgotten first. */
export function rememberProofs(limit = 256): ProofMemory {
  const byShape = new Map<string, readonly string[]>();
  return {
    rulesFor: (context) => byShape.get(requestShape(context)) ?? [],
    remember: (context, rules) => {
      const shape = requestShape(context);
      byShape.delete(shape);
      byShape.set(shape, rules);
      for (const oldest of byShape.keys()) {
        if (byShape.size <= limit) break;
        byShape.delete(oldest);
      }
    },
  };
}

/** The same client doing the same kind of thing: key id, host, method, form and the names it signs. */
export function requestShape({ envelope, request, input }: EnvelopeContext): string {
  const { accessKeyId, form, credentialScope } = envelope;
  const place = `${credentialScope.region}/${credentialScope.service}`;
  return [accessKeyId, place, request.authority, form, request.method, input.signedHeaders.join(";")].join(
    "\n",
  );
}
