// API Gateway has no such route, and says that a token is missing.
import { headerValue } from "../../http/raw-headers.ts";
import { exampleResponse, signedExample } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";

export const apiGatewayWrongRoute: FindingRule = {
  id: "api-gateway-wrong-route",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 7,
  title: "API Gateway has no route for this method and path",
  why: "For a stage, path or method that is not deployed API Gateway answers Missing Authentication Token, although the request carries one. The signature is not looked at.",
  fix: "Compare method, stage and path with the deployed routes (aws apigateway get-resources, or the routes of the HTTP API), and deploy the API to the stage after a change.",
  wrongFix: "Do not change credentials or signing code: the answer would be the same.",
  spec: "observed: aws/chalice#12, aws/chalice#828, stackery/php-lambda-layer#31",
  example: () =>
    signedExample({
      url: "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pet",
      service: "execute-api",
      response: exampleResponse(
        403,
        [
          ["Content-Type", "application/json"],
          ["x-amzn-ErrorType", "MissingAuthenticationTokenException"],
          ["x-amz-apigw-id", "Bq3EXAMPLEoAMFg="],
        ],
        '{"message":"Missing Authentication Token"}',
      ),
    }),
  readAnswer: (context) =>
    context.answer.message === "Missing Authentication Token" && sentOne(context) && isGateway(context)
      ? [seen(context)]
      : [],
};

/** Whether the request carries what the answer says is missing: an Authorization header or a presigned query. */
function sentOne({ request, reading }: RuleContext): boolean {
  if (reading.kind === "absent") return false;
  return (
    reading.kind !== "other-scheme" || (headerValue(request.headers, "authorization") ?? "").trim() !== ""
  );
}

/** API Gateway by its host, by a custom domain that the client signs for as such, or by the mark on the answer. */
function isGateway({ endpoint, envelope, response }: RuleContext): boolean {
  if (endpoint.signingName === "execute-api") return true;
  if (endpoint.signingName !== null) return false;
  const marked =
    headerValue(response?.headers ?? [], "x-amz-apigw-id") !== undefined ||
    headerValue(response?.headers ?? [], "apigw-requestid") !== undefined;
  return marked || envelope?.credentialScope.service === "execute-api";
}

function seen({
  request,
  target,
  verdict,
  answer,
}: RuleContext & { readonly answer: ServerAnswer }): Observation {
  const right = verdict === "valid" ? " The signature is right for what was sent." : "";
  const stage = target.path.split("/")[1] ?? "";
  return {
    detail: `The request carries an authorization, and the answer to ${request.method} ${target.path.slice(0, 200)} is that one is missing.${right}`,
    evidence: { method: request.method, stage, status: answer.status },
  };
}
