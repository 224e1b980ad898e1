// A session token of the global STS endpoint is used where only tokens of a regional one are good.
import { headerValue } from "../../http/raw-headers.ts";
import { queryValue } from "../../sigv4/canonical-query.ts";
import { ecdsaAlgorithm } from "../../sigv4/terms.ts";
import { exampleResponse } from "../example.ts";
import { tokenSigv4aExample } from "../example-sigv4a.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";

export const sigv4aGlobalStsToken: FindingRule = {
  id: "sigv4a-global-sts-token",
  stage: "credentials",
  blame: "configuration",
  severity: "error",
  threads: 1,
  title: "The session token of the global STS endpoint is not good here",
  why: "Tokens of the global endpoint (sts.amazonaws.com) are good only in regions that are enabled by default. A SigV4A request may land in any region, and regions that must be enabled refuse such tokens.",
  fix: "Get the credentials from a regional STS endpoint: set AWS_STS_REGIONAL_ENDPOINTS=regional (sts_regional_endpoints), or switch the account to version 2 tokens in IAM's account settings.",
  wrongFix: "Do not change the signing code: the signature is right.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html",
  example: () =>
    tokenSigv4aExample(
      exampleResponse(
        400,
        [["Content-Type", "application/xml"]],
        "<Error><Code>InvalidToken</Code><Message>The provided token is malformed or otherwise invalid.</Message></Error>",
      ),
    ),
  readAnswer: (context) => {
    const { answer, verdict, envelope } = context;
    const refused = /^(?:InvalidToken|InvalidClientTokenId|UnrecognizedClientException)$/.test(
      answer.code ?? "",
    );
    if (!refused || envelope === null || verdict === "mismatch" || verdict === "malformed") return [];
    return seen(context);
  },
};

/** Regions that an account must enable before it can use them (AWS Regions, opt-in status). */
const optInRegions: ReadonlySet<string> = new Set([
  "af-south-1",
  "ap-east-1",
  "ap-east-2",
  "ap-south-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "ca-west-1",
  "eu-central-2",
  "eu-south-1",
  "eu-south-2",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "mx-central-1",
]);

function seen({ envelope, request, query, answer }: RuleContext): Observation[] {
  const token =
    headerValue(request.headers, "x-amz-security-token") ?? queryValue(query, "X-Amz-Security-Token");
  if (envelope === null || token === undefined || token === "") return [];
  const sigv4a = envelope.algorithm === ecdsaAlgorithm;
  const { region } = envelope.credentialScope;
  // Version 1 tokens, the default of the global endpoint, begin with these bytes; version 2 tokens are good everywhere.
  const first = /^F[A-Za-z]oG/.test(token);
  if (!sigv4a && !(first && optInRegions.has(region))) return [];
  const where = sigv4a ? "for a SigV4A request" : `in ${region}, which has to be enabled`;
  return [
    {
      detail: `The service refuses the session token ${where}${first ? "; the token is of version 1, as the global STS endpoint gives them" : ""}.`,
      evidence: { code: answer?.code ?? null, tokenVersion: first ? 1 : null },
    },
  ];
}
