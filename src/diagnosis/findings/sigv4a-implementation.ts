// SigV4A is calculated or put together wrongly.
import { ecdsaAlgorithm } from "../../sigv4/terms.ts";
import { hashedTwiceSigv4aExample } from "../example-sigv4a.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import { regionSet, sigv4aTexts } from "../sigv4a-texts.ts";

export const sigv4aImplementation: FindingRule = {
  id: "sigv4a-implementation",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "SigV4A is calculated wrongly",
  why: "ECDSA hashes the string to sign by itself: a client that hashes it before signs another value. The scope has no region, the regions stand in X-Amz-Region-Set, which is signed, and the signature is DER in lower-case hexadecimal.",
  fix: "Give the string to sign itself to ECDSA with SHA-256 on P-256, write the DER signature in lower-case hexadecimal, leave the region out of the scope, and send and sign X-Amz-Region-Set; better, use the SDK's CRT signer.",
  spec: "observed: aws-beam/aws_signature#37, envoyproxy/envoy#35078; awslabs/aws-c-auth",
  example: () => hashedTwiceSigv4aExample(),
  inspect: (context) => (context.envelope?.algorithm === ecdsaAlgorithm ? seen(context) : []),
  supposeText: (context, late) => {
    const { envelope, input } = context;
    if (late || envelope?.algorithm !== ecdsaAlgorithm || input === null) return [];
    return sigv4aTexts({ ...context, envelope, input });
  },
};

function seen(context: RuleContext): Observation[] {
  const { envelope, response } = context;
  if (envelope === null || (response !== null && response.status < 400)) return [];
  const found: Observation[] = [];
  if ((regionSet(context) ?? "").trim() === "")
    found.push({ detail: "X-Amz-Region-Set is missing.", evidence: { missing: "X-Amz-Region-Set" } });
  const { region, regionless } = envelope.credentialScope;
  if (!regionless)
    found.push({
      detail: `The scope names the region "${region.slice(0, 80)}"; SigV4A has none there.`,
      evidence: { region: region.slice(0, 80) },
    });
  const spelling = spellingOf(envelope.providedSignature);
  if (spelling !== null) found.push({ detail: `The signature is ${spelling}.`, evidence: { spelling } });
  return found;
}

/** What a signature is when it is not DER in lower-case hexadecimal; null when it is, or when nothing can be told. */
function spellingOf(signature: string): string | null {
  if (/^30[0-9a-f]{2}02[0-9a-f]+$/.test(signature)) return null;
  if (/^30[0-9A-F]{2}02[0-9A-F]+$/.test(signature)) return "hexadecimal with capitals";
  if (/^[0-9a-fA-F]{128}$/.test(signature)) return "two numbers of 32 bytes, not DER";
  return /^M[EDIG][A-Za-z0-9+/]{88,98}={0,2}$/.test(signature) ? "base64, not hexadecimal" : null;
}
