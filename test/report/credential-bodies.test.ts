import { describe, expect, it } from "vitest";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";
import { holdsCredentials, isSecretOperation, requestOperation } from "../../src/report/credential-bodies.ts";
import { plainRequest } from "../support/evidence.ts";

function request(
  authority: string,
  more: Partial<CapturedRequest> & { readonly text?: string } = {},
): CapturedRequest {
  const { text = "", ...rest } = more;
  return {
    method: "POST",
    scheme: "https",
    authority,
    target: "/",
    httpVersion: "1.1",
    headers: [],
    body: wholeBody(latin1Bytes(text)),
    connection: null,
    receivedAtEpochMs: null,
    ...rest,
  };
}

function target(authority: string, name: string): CapturedRequest {
  return request(authority, { headers: [["X-Amz-Target", name]] });
}

describe("operations whose bodies hold secrets", () => {
  it("are known by name", () => {
    const secret = [
      target("secretsmanager.us-east-1.amazonaws.com", "secretsmanager.GetSecretValue"),
      target("ssm.us-east-1.amazonaws.com", "AmazonSSM.GetParametersByPath"),
      target("kms.us-east-1.amazonaws.com", "TrentService.GenerateDataKeyPair"),
      target(
        "cognito-identity.us-east-1.amazonaws.com",
        "AWSCognitoIdentityService.GetCredentialsForIdentity",
      ),
      target("cognito-idp.us-east-1.amazonaws.com", "AWSCognitoIdentityProviderService.InitiateAuth"),
      target("api.ecr.us-east-1.amazonaws.com", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"),
      request("sts.amazonaws.com", { text: "Action=AssumeRoleWithSAML&Version=2011-06-15" }),
      request("iam.amazonaws.com", { text: "Action=CreateAccessKey&Version=2010-05-08" }),
      request("portal.sso.us-east-1.amazonaws.com", { method: "GET", target: "/federation/credentials" }),
      request("oidc.us-east-1.amazonaws.com", { target: "/token" }),
      request("b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com", {
        method: "GET",
        target: "/?session",
      }),
      request("169.254.169.254", { method: "GET", target: "/latest/meta-data/iam/security-credentials/x" }),
    ];
    expect(secret.map(holdsCredentials)).toEqual(secret.map(() => true));
  });

  it("are not those that people need to see", () => {
    const open = [
      target("dynamodb.us-east-1.amazonaws.com", "DynamoDB_20120810.PutItem"),
      request("sts.amazonaws.com", { text: "Action=GetCallerIdentity&Version=2011-06-15" }),
      request("sqs.us-east-1.amazonaws.com", { text: "Action=SendMessage" }),
      request("examplebucket.s3.amazonaws.com", { method: "PUT", target: "/key" }),
    ];
    expect(open.map(holdsCredentials)).toEqual(open.map(() => false));
  });
});

describe("operations about secrets", () => {
  it.each([
    "AssumeRole",
    "AssumeRoleWithWebIdentity",
    "GetSessionToken",
    "GetFederationToken",
    "GetRoleCredentials",
    "CreateToken",
    "GetCredentialsForIdentity",
    "InitiateAuth",
    "GetSecretValue",
    "PutSecretValue",
    "CreateSecret",
    "BatchGetSecretValue",
    "GetParameter",
    "GetParametersByPath",
    "PutParameter",
    "Decrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "Encrypt",
    "GetAuthorizationToken",
    "CreateAccessKey",
    "CreateLoginProfile",
    "GetPasswordData",
    "UpdateFunctionConfiguration",
  ])("are known: %s", (operation) => {
    expect(isSecretOperation(plainRequest([]), operation)).toBe(true);
  });

  it.each(["GetItem", "ListQueues", "DescribeInstances", "GetCallerIdentity", "PutMetricData"])(
    "leave others alone: %s",
    (operation) => {
      expect(isSecretOperation(plainRequest([]), operation)).toBe(false);
    },
  );

  it("are read from header, query and form", () => {
    expect(requestOperation(plainRequest([["X-Amz-Target", "secretsmanager.GetSecretValue"]]))).toBe(
      "GetSecretValue",
    );
    expect(requestOperation(plainRequest([], "", "/?Action=ListUsers&Version=2010-05-08"))).toBe("ListUsers");
    expect(requestOperation(plainRequest([], "Version=2011-06-15&Action=AssumeRole"))).toBe("AssumeRole");
    expect(requestOperation(plainRequest([], "{}"))).toBeNull();
    expect(requestOperation(plainRequest([["X-Amz-Target", "x.<script>"]]))).toBeNull();
  });

  it("are told by host and path where no operation is named", () => {
    const at = (authority: string, target: string): boolean =>
      isSecretOperation({ ...plainRequest([]), authority, target }, null);
    expect(at("portal.sso.us-east-1.amazonaws.com", "/federation/credentials")).toBe(true);
    expect(at("oidc.us-east-1.amazonaws.com", "/token")).toBe(true);
    expect(at("lambda.us-east-1.amazonaws.com", "/2015-03-31/functions/f/configuration")).toBe(true);
    expect(at("bucket.s3express-use1-az4.us-east-1.amazonaws.com", "/?session")).toBe(true);
    expect(at("bucket.s3.us-east-1.amazonaws.com", "/key")).toBe(false);
  });
});
