// An endpoint of several regions is called with a signature for one.
import { ecdsaAlgorithm, hmacAlgorithm } from "../../sigv4/terms.ts";
import { signedExample } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";

export const sigv4WhereSigv4aRequired: FindingRule = {
  id: "sigv4-where-sigv4a-required",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 8,
  title: "The endpoint serves several regions and takes SigV4A only",
  why: "A Multi-Region Access Point of S3 and a global endpoint of EventBridge route a request to any of their regions. A Version 4 signature is bound to one region, so only SigV4A (AWS4-ECDSA-P256-SHA256, with X-Amz-Region-Set) is taken.",
  fix: "Sign with SigV4A: install the SDK's CRT or SigV4A package (@aws-sdk/signature-v4a or signature-v4-crt, botocore[crt], aws-crt for Java) and address the access point by its ARN.",
  wrongFix: "Do not try the regions one after the other: none of them is right.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRequests.html",
  example: () =>
    signedExample({ url: "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/report.json" }),
  inspect: (context) => (context.endpoint.region === "*" ? seen(context) : []),
  readAnswer: (context) => {
    const told = /Please use AWS4-ECDSA-P256-SHA256/.test(context.answer.message ?? "");
    if (!told && context.origin === "none") return regionAlone(context.answer);
    if (!told || seen(context).length > 0) return [];
    return [{ detail: "The service asks for SigV4A.", evidence: { code: context.answer.code } }];
  },
};

/** A refused region is also what a Multi-Region Access Point says to a presigned URL: the host is not in the answer. */
function regionAlone({ message, code }: ServerAnswer): Observation[] {
  const named = presignedRegion.exec(message ?? "");
  if (!named) return [];
  return [
    {
      detail: `The service wants ${named[2]} in place of ${named[1]}; an endpoint of several regions words it so too, and takes ${ecdsaAlgorithm} only.`,
      evidence: { code, region: named[1] ?? null },
      settledBy: "the host of the URL (accesspoint.s3-global.amazonaws.com is one of several regions).",
    },
  ];
}

const presignedRegion =
  /^Error parsing the X-Amz-Credential parameter; the region '([^']{1,64})' is wrong; expecting '([^']{1,64})'/;

function seen({ endpoint, envelope, response, verdict, answer }: RuleContext): Observation[] {
  if (endpoint.region !== "*" || envelope === null || envelope.algorithm !== hmacAlgorithm) return [];
  if (response !== null && response.status < 400) return [];
  const { region } = envelope.credentialScope;
  const right = verdict === "valid" ? " The signature itself is right, so the key is good." : "";
  const said = answer?.message?.includes("is wrong; expecting")
    ? ` The region that the answer expects is that of the place it was routed to.`
    : "";
  return [
    {
      detail: `It is signed with ${hmacAlgorithm} for ${region}; ${endpoint.host} takes ${ecdsaAlgorithm} only.${right}${said}`,
      evidence: { algorithm: envelope.algorithm, region },
    },
  ];
}
