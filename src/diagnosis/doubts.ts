// Doubts about ourselves before a mismatch is reported that nothing explains: what the independent signer says. Separate because it is
// loaded only then.
import { secondOpinion } from "../sigv4/second-opinion.ts";
import { secondOpinionDisagrees } from "./engine-findings.ts";
import type { Finding } from "./examination.ts";
import type { Examiner } from "./examine.ts";
import { engineFinding } from "./inspect.ts";
import { readingRule } from "./reading-rule.ts";
import type { EnvelopeContext } from "./rule.ts";

/** Puts the request to the independent signer: a finding against ourselves when the two signers differ, else null. */
export async function doubts(context: EnvelopeContext, examiner: Examiner): Promise<Finding | null> {
  const known = examiner.knowledge.credentials.find(
    ({ accessKeyId }) => accessKeyId === context.envelope.accessKeyId,
  );
  if (!known || context.calculatedSignature === null) return null;
  const rule = readingRule(context.envelope, context.endpoint);
  const opinion = await secondOpinion(context.request, context.envelope, {
    secretAccessKey: known.secretAccessKey,
    pathEncoding: rule.pathEncoding,
  });
  if (opinion.kind !== "signed" || opinion.signature === context.calculatedSignature) return null;
  const agrees = opinion.signature === context.envelope.providedSignature;
  const detail = agrees
    ? "The independent signer comes to the client's signature; countersign does not."
    : "The independent signer comes to a third signature.";
  return engineFinding(
    secondOpinionDisagrees,
    detail,
    { secondSignature: opinion.signature, agreesWithClient: agrees },
    "suspected",
  );
}
