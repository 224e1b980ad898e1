// Operations that are in order without a signature.
import { headerValue } from "../http/raw-headers.ts";
import { queryValue } from "../sigv4/canonical-query.ts";
import type { CheckFacts } from "./prediction-check.ts";

/** Operations that are called without a signature, by service; `*` stands for the whole service. */
const unsignedOperations: Readonly<Record<string, readonly string[]>> = {
  sts: ["AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"],
  "cognito-identity": ["GetId", "GetCredentialsForIdentity", "GetOpenIdToken", "UnlinkIdentity"],
  "cognito-idp": [
    "AssociateSoftwareToken",
    "ChangePassword",
    "ConfirmDevice",
    "ConfirmForgotPassword",
    "ConfirmSignUp",
    "DeleteUser",
    "DeleteUserAttributes",
    "ForgetDevice",
    "ForgotPassword",
    "GetDevice",
    "GetUser",
    "GetUserAttributeVerificationCode",
    "GlobalSignOut",
    "InitiateAuth",
    "ListDevices",
    "ResendConfirmationCode",
    "RespondToAuthChallenge",
    "RevokeToken",
    "SetUserMFAPreference",
    "SetUserSettings",
    "SignUp",
    "UpdateAuthEventFeedback",
    "UpdateDeviceStatus",
    "UpdateUserAttributes",
    "VerifySoftwareToken",
    "VerifyUserAttribute",
  ],
  sso: ["*"],
  "sso-oidc": ["*"],
};

/** Whether an unsigned request is in order: a CORS preflight, or an operation that takes no signature (the SDKs' models say so). */
export function takesNoSignature(facts: CheckFacts): boolean {
  if (facts.request.method === "OPTIONS") return true;
  const operations = unsignedOperations[facts.endpoint.service ?? ""];
  if (operations === undefined) return false;
  const target = headerValue(facts.request.headers, "x-amz-target")?.split(".").at(-1);
  return operations.includes("*") || operations.includes(target ?? actionOf(facts) ?? "");
}

function actionOf(facts: CheckFacts): string | null {
  const inQuery = queryValue(facts.query, "Action");
  if (inQuery !== undefined || facts.request.body.content === null) return inQuery ?? null;
  return (
    /(?:^|&)Action=(\w{1,128})/.exec(
      String.fromCharCode(...facts.request.body.content.subarray(0, 4096)),
    )?.[1] ?? null
  );
}
