// The Host header is not among the signed headers.
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { isSigned } from "../signed-headers.ts";
import { hostUnlisted } from "../text-signs-list.ts";
import { withSignedHeader } from "../variations.ts";

export const hostNotSigned: FindingRule = {
  id: "host-not-signed",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 4,
  title: "Host is not among the signed headers",
  why: "Every SigV4 signature must cover Host (or :authority). It is often lost when the endpoint is given without https://, so that the client finds no host in it.",
  fix: "Give the client the endpoint with its scheme (https://…), and sign the host header.",
  wrongFix: "Do not add host to SignedHeaders alone: its value must be in the canonical headers too.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://dynamodb.us-east-1.amazonaws.com/",
      service: "dynamodb",
      body: "{}",
      signedInput: (input) => ({
        ...input,
        headers: input.headers.filter(({ name }) => name !== "host"),
        signedHeaders: input.signedHeaders.filter((name) => name !== "host"),
      }),
    }),
  inspect: (context) => observations(context),
  readAnswer: (context) => reported(context, context.answer.message ?? ""),
  suppose: (context) => suppositions(context),
  readTexts: hostUnlisted,
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (!context.envelope || context.envelope.signedHeaders.includes("host")) return found;
  if (isSigned(context, "host") || isSigned(context, ":authority")) return found;
  const names = context.envelope.signedHeaders;
  found.push({ detail: `SignedHeaders is ${names.join(";")}.`, evidence: { signedHeaders: names } });
  return found;
}

function reported(context: RuleContext, message: string): Observation[] {
  const found: Observation[] = [];
  if (!message.includes("must be a 'SignedHeader' in the AWS Authorization")) return found;
  for (const _ of observations(context)) return found;
  found.push({ detail: `AWS answered: ${message.slice(0, 300)}`, evidence: {} });
  return found;
}

/** Host was signed and only left out of the list. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (isSigned(context, "host")) return;
  const header = { name: "host", value: context.request.authority };
  const listed = withSignedHeader(
    context,
    header,
    "Host was signed, and is missing in the SignedHeaders that were sent.",
  );
  yield listed;
  yield { ...listed, request: { ...listed.request, signedHeaders: context.input.signedHeaders } };
}
