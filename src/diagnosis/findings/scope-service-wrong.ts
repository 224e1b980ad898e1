// The request is signed for a service name that the endpoint does not go by.
import { takesSigningName } from "../../endpoints/scope-fit.ts";
import { signedExample } from "../example.ts";
import { likelyServices } from "../likely-services.ts";
import { lateAfter } from "../long-tail.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { scopeSuppositions } from "../scope-variations.ts";

export const scopeServiceWrong: FindingRule = {
  id: "scope-service-wrong",
  stage: "scope",
  blame: "configuration",
  severity: "error",
  threads: 15,
  title: "The request is signed for another service name than the endpoint's",
  why: "Each endpoint has one signing name, and it is not always what stands in the host or what the command line calls the service: email is signed as ses, runtime.sagemaker as sagemaker, CloudWatch as monitoring, OpenSearch as es.",
  fix: "Set the service (signing name) of the signer to the endpoint's own; countersign endpoint HOST prints it.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/churn/invocations",
      service: "runtime.sagemaker",
      headers: [["Content-Type", "application/json"]],
      body: "[1]",
    }),
  inspect: (context) => {
    const service = context.envelope?.credentialScope.service ?? null;
    return service === null || service === context.endpoint.signingName ? [] : seen(context, service);
  },
  readAnswer: (context) => {
    const message = context.answer.message ?? "";
    const wanted = correctService.exec(message)?.[1] ?? s3Service.exec(message)?.[1];
    const sent =
      context.envelope?.credentialScope.service ?? /incorrect service "([^"]*)"/.exec(message)?.[1] ?? null;
    if (wanted === undefined || (sent !== null && seen(context, sent).length > 0)) return [];
    return [
      {
        detail: `The service wants "${wanted}"${sent === null ? "" : `, not "${sent}"`}.`,
        evidence: { sent, expected: wanted },
      },
    ];
  },
  suppose: (context) => suppositions(context),
};

const correctService = /Credential should be scoped to correct service: '([^']*)'/;
const s3Service = /incorrect service "[^"]*"\. This endpoint belongs to "([^"]*)"/;

function seen({ endpoint, envelope }: RuleContext, sent: string): Observation[] {
  const expected = endpoint.signingName;
  if (envelope === null || expected === null) return [];
  // S3 under a bucket's name is certain but for the region.
  const taken = takesSigningName(endpoint, sent);
  if (taken === true || (taken === null && expected !== "s3")) return [];
  const names = [expected, ...endpoint.alternatives.map(({ signingName }) => signingName)];
  const wanted = [...new Set(names)].join(" or ");
  return [
    {
      detail: `It is signed for "${sent.slice(0, 80)}"; ${endpoint.host} goes by ${wanted}.`,
      evidence: { sent: sent.slice(0, 80), expected },
    },
  ];
}

/** The Credential names one service, and the client put another into the string to sign or the key. */
function suppositions(context: EnvelopeContext): Iterable<Supposition> {
  const services = likelyServices(context.endpoint, context.envelope.credentialScope.service);
  return lateAfter(scopeSuppositions(context, "service", services), 60);
}
