// Which requests a service takes without an AWS signature. A request among these is no fault for having none.
import { headerValue } from "../http/raw-headers.ts";
import type { RuleContext } from "./rule.ts";

/** Services, by signing name, whose owners may let anybody in or use another scheme (resource policies, API keys, tokens). */
const openServices: ReadonlySet<string> = new Set([
  "aoss",
  "appsync",
  "awsssoportal",
  "bedrock-agentcore",
  "cognito-identity",
  "cognito-idp",
  "es",
  "execute-api",
  "iotdata",
  "iotdevicegateway",
  "lambda",
  "sso-oauth",
  "vpc-lattice-svcs",
]);

/** Hosts of the services' own interfaces among them: these let nobody in without a signature. */
const closedHosts = /^(?:aoss|appsync|es|lambda)\.[a-z0-9-]+\.(?:amazonaws\.com|api\.aws)/;

/** Services that take a bearer token or a password of their own in Authorization (Bedrock API keys, registries, git over HTTPS). */
const otherSchemeServices: ReadonlySet<string> = new Set([
  "bedrock",
  "bedrock-mantle",
  "codeartifact",
  "codecatalyst",
  "codecommit",
  "ecr",
  "ecr-public",
  "signin",
  "sso-oauth",
  "awsssoportal",
]);

/** STS actions that carry another proof of identity and are sent unsigned. */
const unsignedStsActions = ["Action=AssumeRoleWithWebIdentity", "Action=AssumeRoleWithSAML"];

/** Whether the service may take this request without any Authorization. */
export function mayBeAnonymous(context: RuleContext): boolean {
  const { request, endpoint } = context;
  const service = endpoint.signingName;
  if (request.method === "OPTIONS" || service === null) return true;
  if (closedHosts.test(request.authority.toLowerCase())) return false;
  if (
    openServices.has(service) ||
    endpoint.alternatives.some(({ signingName }) => openServices.has(signingName))
  )
    return true;
  if (service === "s3") return request.method === "GET" || request.method === "HEAD" || isFormUpload(context);
  if (service === "sts") return unsignedStsActions.some((action) => stsAction(context).includes(action));
  return false;
}

/** Whether the service may take another scheme than AWS's in Authorization. */
export function mayUseOtherScheme(context: RuleContext): boolean {
  const service = context.endpoint.signingName;
  return service === null || openServices.has(service) || otherSchemeServices.has(service);
}

function isFormUpload({ request }: RuleContext): boolean {
  return (
    request.method === "POST" &&
    (headerValue(request.headers, "content-type") ?? "").startsWith("multipart/form-data")
  );
}

/** Query and the beginning of a short form body, where Query services name their action. */
function stsAction({ request, target }: RuleContext): string {
  const content = request.body.content;
  return content === null
    ? target.query
    : `${target.query}&${String.fromCharCode(...content.subarray(0, 2048))}`;
}
