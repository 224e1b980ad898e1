// Operations whose bodies carry secrets: neither their request nor their answer is shown, whatever else is.

import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import { operationOf } from "./operation.ts";

/**
 * Hand out or take credentials, passwords, plain keys or secret values: STS, SSO, Cognito, Secrets Manager, Parameter Store, KMS, ECR,
 * IAM, EC2, Lambda, Redshift, RDS. A name that starts so is enough, whoever serves it.
 */
const secretOperations =
  /^(?:AssumeRole|GetSessionToken|GetFederationToken|GetRoleCredentials|CreateToken|GetCredentialsForIdentity|GetOpenIdToken|GetId$|InitiateAuth|AdminInitiateAuth|RespondToAuth|AdminRespondToAuth|SignUp|ConfirmForgotPassword|ChangePassword|AdminSetUserPassword|AdminCreateUser|GetSecretValue|BatchGetSecretValue|PutSecretValue|CreateSecret|UpdateSecret|GetRandomPassword|GetParameter|PutParameter|Decrypt|Encrypt|ReEncrypt|GenerateDataKey|GenerateRandom|GenerateMac|ImportKeyMaterial|DeriveSharedSecret|GetAuthorizationToken|CreateAccessKey|CreateLoginProfile|UpdateLoginProfile|CreateServiceSpecificCredential|ResetServiceSpecificCredential|GetPasswordData|CreateKeyPair|GetClusterCredentials|CreateSession|.*FunctionConfiguration|CreateFunction|.*MasterUserPassword|CreateDBInstance|ModifyDBInstance|CreateDBCluster|ModifyDBCluster|CreateUser)/;

/** Services that hand out credentials by paths that name no operation. */
const secretHosts = /(?:^|[.])(?:portal\.sso|oidc|signin|sts)[.-]|^169\.254\.|^\[?fd00:ec2:/i;

/** Whether the bodies of a request and of its answer may carry credentials. */
export function holdsCredentials(request: CapturedRequest): boolean {
  const { method, authority, target, headers, body } = request;
  const { service } = endpointOf(authority);
  const text = body.content === null ? null : latin1(body.content.subarray(0, 65_536));
  const operation = operationOf({ method, authority, target, headers, body: text, service });
  if (operation !== null) return secretOperations.test(operation);
  return secretHosts.test(authority) || service === "lambda";
}
