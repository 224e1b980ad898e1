// Operations whose bodies carry secrets: neither their request nor their answer is shown, whatever else is.

import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import { targetParts } from "../http/request-target.ts";
import { operationOf } from "./operation.ts";

/**
 * Hand out or take credentials, passwords, plain keys or secret values: STS, SSO, Cognito, Secrets Manager, Parameter Store, KMS, ECR,
 * IAM, EC2, Lambda, Redshift, RDS. A name that starts so is enough, whoever serves it.
 */
const secretOperations =
  /^(?:AssumeRole|GetSessionToken|GetFederationToken|GetRoleCredentials|CreateToken|GetCredentialsForIdentity|GetOpenIdToken|GetId$|InitiateAuth|AdminInitiateAuth|RespondToAuth|AdminRespondToAuth|SignUp|ConfirmForgotPassword|ChangePassword|AdminSetUserPassword|AdminCreateUser|GetSecretValue|BatchGetSecretValue|PutSecretValue|CreateSecret|UpdateSecret|GetRandomPassword|GetParameter|PutParameter|Decrypt|Encrypt|ReEncrypt|GenerateDataKey|GenerateRandom|GenerateMac|ImportKeyMaterial|DeriveSharedSecret|GetAuthorizationToken|CreateAccessKey|CreateLoginProfile|UpdateLoginProfile|CreateServiceSpecificCredential|ResetServiceSpecificCredential|GetPasswordData|CreateKeyPair|GetClusterCredentials|CreateSession|.*FunctionConfiguration|CreateFunction|.*MasterUserPassword|CreateDBInstance|ModifyDBInstance|CreateDBCluster|ModifyDBCluster|CreateUser)/;

/** More of them, by their whole names. */
const secretOperationNames =
  /^(?:Assume(?:Role|Root).*|Get(?:SessionToken|FederationToken|RoleCredentials|CredentialsFor.*|OpenIdToken.*|WebIdentityToken|AuthorizationToken|SecretValue|RandomPassword|Parameter.*|PasswordData|LoginProfile|ClusterCredentials.*|ConnectionToken|ParticipantToken|Credentials.*|Public(?:Access)?Token|AccessToken.*|SigningCertificate)|BatchGetSecretValue|(?:Put|Create|Update)(?:SecretValue|Secret)|PutParameter|Create(?:Token.*|AccessKey|LoginProfile|ServiceSpecificCredential|KeyPair|Session|ApiKey|DbUser|User|PresignedUrl.*|.*Environment.*)|UpdateLoginProfile|ChangePassword|ResetServiceSpecificCredential|(?:Admin)?(?:InitiateAuth|RespondToAuthChallenge|SetUserPassword|CreateUser)|SignUp|ConfirmForgotPassword|RevokeToken|Decrypt|Encrypt|ReEncrypt|GenerateDataKey.*|GenerateRandom|GenerateMac|DeriveSharedSecret|ImportKeyPair|RegisterClient|StartDeviceAuthorization|.*FunctionConfiguration|CreateFunction|GetFunction|ListFunctions|ExchangeCode.*|IssueToken|(?:Create|Modify|Restore)DB(?:Instance|Cluster).*|GetDataKey.*|GetApiKeys?)$/i;

/** Hosts whose every answer may hold a credential. */
const credentialHosts =
  /^(?:portal\.sso|oidc|cognito-identity|cognito-idp|signin|credentials\.iot|.*\.credentials\.iot|metadata|169\.254\.)/i;

/** Paths of services that name no operation elsewhere. */
const credentialPaths =
  /^\/(?:2015-03-31\/functions|federation\/credentials|token|assumeroles?|sessions|role-aliases\/|oauth2\/|v1\/(?:auth|token)|latest\/(?:meta-data|api\/token)|apikeys|\?session)/i;

/** Services that hand out credentials by requests that may name no operation. */
const secretHosts = /(?:^|[.])(?:portal\.sso|oidc|signin|sts)[.-]|^169\.254\.|^\[?fd00:ec2:/i;

/** Whether the bodies of a request and of its answer may carry credentials. */
export function holdsCredentials(request: CapturedRequest): boolean {
  return isSecretOperation(request, requestOperation(request));
}

/** As `holdsCredentials`, for a request whose operation is known; null where it names none. */
export function isSecretOperation({ authority, target }: CapturedRequest, operation: string | null): boolean {
  if (operation !== null && (secretOperations.test(operation) || secretOperationNames.test(operation)))
    return true;
  const { path, query } = targetParts(target);
  if (credentialHosts.test(authority) || credentialPaths.test(path) || /^session(?:=|&|$)/.test(query))
    return true;
  if (operation !== null) return false;
  return secretHosts.test(authority) || endpointOf(authority).service === "lambda";
}

/** The operation of a captured request. */
export function requestOperation({
  method,
  authority,
  target,
  headers,
  body,
}: CapturedRequest): string | null {
  const { service } = endpointOf(authority);
  const text = body.content === null ? null : latin1(body.content.subarray(0, 65_536));
  return operationOf({ method, authority, target, headers, body: text, service });
}
