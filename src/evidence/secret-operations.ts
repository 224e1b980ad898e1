// Operations whose messages carry credentials, secrets or plaintext by their nature: their bodies are never kept, whatever was asked.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";

const operations =
  /^(?:Assume(?:Role|Root).*|Get(?:SessionToken|FederationToken|RoleCredentials|CredentialsFor.*|OpenIdToken.*|WebIdentityToken|AuthorizationToken|SecretValue|RandomPassword|Parameter.*|PasswordData|LoginProfile|ClusterCredentials.*|ConnectionToken|ParticipantToken|Credentials.*|Public(?:Access)?Token|AccessToken.*|SigningCertificate)|BatchGetSecretValue|(?:Put|Create|Update)(?:SecretValue|Secret)|PutParameter|Create(?:Token.*|AccessKey|LoginProfile|ServiceSpecificCredential|KeyPair|Session|ApiKey|DbUser|User|PresignedUrl.*|.*Environment.*)|UpdateLoginProfile|ChangePassword|ResetServiceSpecificCredential|(?:Admin)?(?:InitiateAuth|RespondToAuthChallenge|SetUserPassword|CreateUser)|SignUp|ConfirmForgotPassword|RevokeToken|Decrypt|Encrypt|ReEncrypt|GenerateDataKey.*|GenerateRandom|GenerateMac|DeriveSharedSecret|ImportKeyPair|RegisterClient|StartDeviceAuthorization|.*FunctionConfiguration|CreateFunction|GetFunction|ListFunctions|ExchangeCode.*|IssueToken|(?:Create|Modify|Restore)DB(?:Instance|Cluster).*|GetDataKey.*|GetApiKeys?)$/i;

/** Hosts whose every answer may hold a credential. */
const hosts =
  /^(?:portal\.sso|oidc|cognito-identity|cognito-idp|signin|credentials\.iot|.*\.credentials\.iot|metadata|169\.254\.)/i;

/** Paths of services that name no operation elsewhere. */
const paths =
  /^\/(?:2015-03-31\/functions|federation\/credentials|token|assumeroles?|sessions|role-aliases\/|oauth2\/|v1\/(?:auth|token)|latest\/(?:meta-data|api\/token)|apikeys|\?session)/i;

/** The operation a request asks for, where it says so: X-Amz-Target, Action in query or form. Null otherwise. */
export function operationOf(request: CapturedRequest): string | null {
  const target = headerValue(request.headers, "x-amz-target");
  if (target !== undefined) return plainName(target.slice(target.lastIndexOf(".") + 1));
  for (const { name, value } of queryParameters(targetParts(request.target).query))
    if (name === "Action" && value !== null) return plainName(value);
  const { content } = request.body;
  if (request.method !== "POST" || content === null) return null;
  const action = /(?:^|&)Action=([A-Za-z0-9]{1,64})(?:&|$)/.exec(latin1(content.subarray(0, 4096)));
  return action?.[1] ?? null;
}

/** Whether both bodies of an exchange are kept out of evidence: what it is about is a secret. */
export function isSecretOperation(request: CapturedRequest, operation: string | null): boolean {
  if (operation !== null && operations.test(operation)) return true;
  const { path, query } = targetParts(request.target);
  return hosts.test(request.authority) || paths.test(path) || /^session(?:=|&|$)/.test(query);
}

function plainName(text: string): string | null {
  return /^[A-Za-z0-9_]{1,64}$/.test(text) ? text : null;
}
