import { describe, expect, it } from "vitest";
import { isSecretOperation, operationOf } from "../../src/evidence/secret-operations.ts";
import { plainRequest } from "../support/evidence.ts";

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
    expect(operationOf(plainRequest([["X-Amz-Target", "secretsmanager.GetSecretValue"]]))).toBe(
      "GetSecretValue",
    );
    expect(operationOf(plainRequest([], "", "/?Action=ListUsers&Version=2010-05-08"))).toBe("ListUsers");
    expect(operationOf(plainRequest([], "Version=2011-06-15&Action=AssumeRole"))).toBe("AssumeRole");
    expect(operationOf(plainRequest([], "{}"))).toBeNull();
    expect(operationOf(plainRequest([["X-Amz-Target", "x.<script>"]]))).toBeNull();
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
