// The order in which Query, EC2, JSON and REST services check a request, and their words. One order; codes and statuses differ.
import { sha256 } from "../http/digest.ts";
import { headerValue } from "../http/raw-headers.ts";
import { amzDate, parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import { queryValue } from "../sigv4/canonical-query.ts";
import type { CredentialScope } from "../sigv4/credential-scope.ts";
import type { EnvelopeReason } from "../sigv4/envelope.ts";
import { ecdsaAlgorithm } from "../sigv4/terms.ts";
import type { AnswerDialect } from "./prediction.ts";
import type { Check, CheckFacts, Refusal } from "./prediction-check.ts";
import { acceptedRegions, acceptedServices, tokenDoesNotFit } from "./prediction-check.ts";
import { mismatchMessage } from "./prediction-mismatch.ts";
import { shownCredential, shownKeyId } from "./prediction-redaction.ts";
import { clockWindowMinutes } from "./prediction-window.ts";

/** The kinds of refusal these services know; each dialect has its own code and status for them. */
export type RefusalKind =
  | "missing"
  | "incomplete"
  | "mismatch"
  | "unknown-key"
  | "expired-token"
  | "malformed-query";

type Wording = readonly [status: number, code: string];

const queryWords: Readonly<Record<RefusalKind, Wording>> = {
  missing: [403, "MissingAuthenticationToken"],
  incomplete: [400, "IncompleteSignature"],
  mismatch: [403, "SignatureDoesNotMatch"],
  "unknown-key": [403, "InvalidClientTokenId"],
  "expired-token": [403, "ExpiredToken"],
  "malformed-query": [400, "MalformedQueryString"],
};

const restJsonWords: Readonly<Record<RefusalKind, Wording>> = {
  missing: [403, "MissingAuthenticationTokenException"],
  incomplete: [403, "IncompleteSignatureException"],
  mismatch: [403, "InvalidSignatureException"],
  "unknown-key": [403, "UnrecognizedClientException"],
  "expired-token": [403, "ExpiredTokenException"],
  "malformed-query": [400, "MalformedQueryString"],
};

/** AWS JSON answers every refusal with 400 (seen with DynamoDB, Kinesis, Cognito, Cloud9). */
const jsonWords: Readonly<Record<RefusalKind, Wording>> = {
  missing: [400, "MissingAuthenticationTokenException"],
  incomplete: [400, "IncompleteSignatureException"],
  mismatch: [400, "InvalidSignatureException"],
  "unknown-key": [400, "UnrecognizedClientException"],
  "expired-token": [400, "ExpiredTokenException"],
  "malformed-query": [400, "MalformedQueryString"],
};

const authFailure: Wording = [401, "AuthFailure"];

/** Code and status for each kind of refusal. EC2 answers whatever concerns scope, time, key or signature with AuthFailure. */
export const refusalWords: Readonly<
  Record<Exclude<AnswerDialect, "s3">, Readonly<Record<RefusalKind, Wording>>>
> = {
  query: queryWords,
  "rest-xml": queryWords,
  ec2: { ...queryWords, mismatch: authFailure, "unknown-key": authFailure, "expired-token": authFailure },
  json: jsonWords,
  "rest-json": restJsonWords,
  front: restJsonWords,
};

const authFailureMessage = "AWS was not able to validate the provided access credentials";
const measured = "dacut/scratchstack-aws-signature, AWS Auth Error Ordering, rule";

function refusal(facts: CheckFacts, kind: RefusalKind, message: string | null): Refusal {
  const [status, code] = refusalWords[facts.dialect === "s3" ? "query" : facts.dialect][kind];
  return { status, code, message: code === "AuthFailure" ? authFailureMessage : message, elements: [] };
}

const path: Check = {
  name: "path",
  source: `${measured} 1: a bad escape or a path above the root gives 400 without a body`,
  refuse(facts) {
    const text = facts.target.path;
    if (!/%(?![0-9A-Fa-f]{2})/.test(text) && !aboveRoot(text)) return null;
    return { status: 400, code: null, message: null, elements: [] };
  },
};

function aboveRoot(text: string): boolean {
  if (!text.includes("/..")) return false;
  let depth = 0;
  for (const segment of text.split("/")) {
    if (segment === "..") depth -= 1;
    else if (segment !== "" && segment !== ".") depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

const queryString: Check = {
  name: "query string",
  source: `${measured} 4`,
  refuse(facts) {
    const bad = /%(?![0-9A-Fa-f]{2})(.{0,2})/.exec(facts.target.query);
    if (!bad) return null;
    const pair = (bad[1] ?? "").split("&")[0] ?? "";
    return refusal(
      facts,
      "malformed-query",
      pair.length < 2
        ? "Incomplete trailing escape % sequence"
        : `Illegal hex character in escape % pattern: %${pair}`,
    );
  },
};

const oneMechanism: Check = {
  name: "one mechanism",
  source: `${measured} 5`,
  refuse(facts) {
    const inQuery = queryValue(facts.query, "X-Amz-Algorithm") !== undefined;
    if (facts.authorization !== null) return inQuery ? refusal(facts, "mismatch", null) : null;
    return inQuery ? null : refusal(facts, "missing", missingMessage(facts.dialect));
  },
};

function missingMessage(dialect: AnswerDialect): string {
  return dialect === "query" || dialect === "rest-xml" || dialect === "ec2"
    ? "Request is missing Authentication Token"
    : "Missing Authentication Token";
}

const algorithm: Check = {
  name: "algorithm",
  source: `${measured} 6a for a header, 7a for a query`,
  refuse(facts) {
    const reason = reasonOf(facts, "algorithm-unsupported");
    if (reason === null) return null;
    if (facts.authorization === null) return refusal(facts, "missing", missingMessage(facts.dialect));
    return /^AWS/.test(reason.algorithm)
      ? refusal(facts, "incomplete", `Unsupported AWS 'algorithm': '${reason.algorithm.slice(0, 64)}'.`)
      : null;
  },
};

const keyValue: Check = {
  name: "key=value pairs",
  source: `${measured} 6b; the wording of 2026 (kgateway#14737), which hides the header behind its hash`,
  refuse(facts) {
    if (facts.authorization === null || facts.reading.kind === "legacy") return null;
    const loose =
      facts.reading.kind === "other-scheme"
        ? facts.authorization
            .split(/[\s,]+/)
            .slice(1)
            .some((piece) => piece !== "" && !piece.includes("="))
        : reasonOf(facts, "component-not-key-value") !== null;
    if (!loose) return null;
    const hashed = base64(sha256(facts.authorization));
    const text = `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashed}'.`;
    return refusal(facts, "incomplete", text);
  },
};

const headerComponents: Check = {
  name: "header components",
  source: `${measured} 6d; brendanhay/amazonka#316: one message lists all that is missing`,
  refuse(facts) {
    if (facts.authorization === null) return null;
    const { reading } = facts;
    const everything = reading.kind === "other-scheme" || reading.kind === "legacy";
    const lacking = new Set(
      reading.kind === "malformed"
        ? reading.reasons.map((reason) => (reason.reason === "component-missing" ? reason.component : ""))
        : [],
    );
    const sentences = (["Credential", "Signature", "SignedHeaders"] as const)
      .filter((component) => everything || lacking.has(component))
      .map((component) => `Authorization header requires '${component}' parameter.`);
    const { headers } = facts.request;
    if (headerValue(headers, "x-amz-date") === undefined && headerValue(headers, "date") === undefined) {
      sentences.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }
    if (sentences.length === 0) return null;
    // Real answers print the header up to a cut; the first word is as much of it as holds no credential.
    const shown = /^\S{0,32}/.exec(facts.authorization)?.[0] ?? "";
    return refusal(facts, "incomplete", `${sentences.join(" ")} Authorization=${shown}`);
  },
};

const queryParameters: Check = {
  name: "query parameters",
  source: `${measured} 7d`,
  refuse(facts) {
    if (facts.authorization !== null) return null;
    const lacking = (
      ["X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"] as const
    ).filter((name) => queryValue(facts.query, name) === undefined);
    if (lacking.length === 0) return null;
    const sentences = lacking.map((name) => `AWS query-string parameters must include '${name}'.`);
    return refusal(facts, "incomplete", `${sentences.join(" ")} Re-examine the query-string parameters.`);
  },
};

const hostSigned: Check = {
  name: "host signed",
  source: `${measured} 8; aws/aws-sdk-php#2469, kitar/laravel-dynamodb#18`,
  refuse(facts) {
    const names = facts.signedHeaders?.map((name) => name.toLowerCase()) ?? null;
    if (names === null || names.includes("host") || names.includes(":authority")) return null;
    return refusal(
      facts,
      "mismatch",
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  },
};

/** The date as these services take it: the query's, or x-amz-date, or Date. */
function dateText(facts: CheckFacts): string | null {
  if (facts.authorization === null) return queryValue(facts.query, "X-Amz-Date") ?? null;
  return (
    headerValue(facts.request.headers, "x-amz-date") ?? headerValue(facts.request.headers, "date") ?? null
  );
}

/** ISO 8601 basic or extended everywhere; an HTTP date only where the Date header carries it. */
function sentEpochMs(facts: CheckFacts): number | null {
  const text = dateText(facts)?.trim() ?? null;
  if (text === null) return null;
  const fromDateHeader =
    facts.authorization !== null && headerValue(facts.request.headers, "x-amz-date") === undefined;
  return fromDateHeader || /^\d{4}/.test(text) ? parseHttpOrIsoDate(text) : null;
}

const date: Check = {
  name: "date",
  source: `${measured} 9`,
  refuse(facts) {
    if (sentEpochMs(facts) !== null) return null;
    const got = (dateText(facts) ?? "").slice(0, 100);
    return refusal(
      facts,
      "incomplete",
      `Date must be in ISO-8601 'basic format'. Got '${got}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  },
};

const notExpired: Check = {
  name: "not expired",
  source: `${measured} 10; X-Amz-Expires is not looked at`,
  refuse(facts) {
    const sent = sentEpochMs(facts);
    if (facts.nowEpochMs === null || sent === null) return null;
    const minutes = clockWindowMinutes(facts.endpoint, facts.scope?.service ?? null);
    const limit = facts.nowEpochMs - minutes * 60_000;
    if (sent >= limit) return null;
    return refusal(
      facts,
      "mismatch",
      `Signature expired: ${amzDate(sent)} is now earlier than ${amzDate(limit)} (${amzDate(facts.nowEpochMs)} - ${minutes} min.)`,
    );
  },
};

const notEarly: Check = {
  name: "not in the future",
  source: `${measured} 11; aws/aws-sdk-js#1652`,
  refuse(facts) {
    const sent = sentEpochMs(facts);
    if (facts.nowEpochMs === null || sent === null) return null;
    const minutes = clockWindowMinutes(facts.endpoint, facts.scope?.service ?? null);
    const limit = facts.nowEpochMs + minutes * 60_000;
    if (sent <= limit) return null;
    return refusal(
      facts,
      "mismatch",
      `Signature not yet current: ${amzDate(sent)} is still later than ${amzDate(limit)} (${amzDate(facts.nowEpochMs)} + ${minutes} min.)`,
    );
  },
};

const credentialArity: Check = {
  name: "credential has five elements",
  source: `${measured} 12; mhart/aws4#97: the answer prints what it got, often part of a secret`,
  refuse(facts) {
    const reason = reasonOf(facts, "credential-arity");
    if (reason === null || (reason.parts === 4 && usesEcdsa(facts))) return null;
    const got = shownCredential(reason.credential);
    return refusal(
      facts,
      "incomplete",
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${got}'`,
    );
  },
};

const scope: Check = {
  name: "scope",
  source: `${measured} 13: all four are evaluated and their messages joined; aws/aws-sdk-ruby#508 for the trailing blank`,
  refuse(facts) {
    if (facts.scope === null) return null;
    const message = scopeSentences(facts, facts.scope);
    return message === "" ? null : refusal(facts, "mismatch", message);
  },
};

function scopeSentences(facts: CheckFacts, scope: CredentialScope): string {
  const regions = acceptedRegions(facts.endpoint, usesEcdsa(facts));
  const services = acceptedServices(facts.endpoint);
  const sent = sentEpochMs(facts);
  let text = "";
  if (regions !== null && !regions.includes(scope.region)) {
    text += `Credential should be scoped to a valid region, not '${shownKeyId(scope.region)}'. `;
  }
  if (services !== null && !services.includes(scope.service)) {
    text += `Credential should be scoped to correct service: '${services[0] ?? ""}'. `;
  }
  if (scope.terminator !== "aws4_request") {
    text += `Credential should be scoped with a valid terminator: 'aws4_request', not '${shownKeyId(scope.terminator)}'. `;
  }
  if (sent !== null && amzDate(sent).slice(0, 8) !== scope.date) {
    const given = shownKeyId(scope.date);
    text += `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${given}' != '${amzDate(sent).slice(0, 8)}', from '${amzDate(sent)}'.`;
  }
  return text;
}

const tokenIntact: Check = {
  name: "token intact",
  source: `${measured} 14: without the full stop`,
  refuse: (facts) =>
    facts.token === "malformed" || tokenDoesNotFit(facts) === "surplus"
      ? refusal(facts, "unknown-key", "The security token included in the request is invalid")
      : null,
};

const tokenCurrent: Check = {
  name: "token not expired",
  source: `${measured} 14; CommonErrors pages`,
  refuse: (facts) =>
    facts.token === "expired"
      ? refusal(facts, "expired-token", "The security token included in the request is expired")
      : null,
};

const accessKey: Check = {
  name: "access key",
  source: `${measured} 14; a temporary id without its token is answered likewise`,
  refuse: (facts) =>
    facts.accessKeyIdKnown === false || tokenDoesNotFit(facts) === "missing"
      ? refusal(facts, "unknown-key", "The security token included in the request is invalid.")
      : null,
};

const signature: Check = {
  name: "signature",
  source: `${measured} 15; nodemailer#497, aws-sdk-ruby#335, aws-cli#5341 for the canonical texts`,
  refuse: (facts) =>
    facts.verdict === "mismatch" ? refusal(facts, "mismatch", mismatchMessage(facts.derivation)) : null,
};

/** The order of Query and JSON services, header and query alike (scratchstack's measurements against live services). */
export const queryChecks: readonly Check[] = [
  path,
  queryString,
  oneMechanism,
  algorithm,
  keyValue,
  headerComponents,
  queryParameters,
  hostSigned,
  date,
  notExpired,
  notEarly,
  credentialArity,
  scope,
  tokenIntact,
  tokenCurrent,
  accessKey,
  signature,
];

/** What these services say to an envelope that the table lets pass and that cannot be read all the same (CommonErrors pages). */
export function queryUnreadable(facts: CheckFacts): Refusal {
  return refusal(facts, "incomplete", "The request signature does not conform to AWS standards.");
}

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

function usesEcdsa(facts: CheckFacts): boolean {
  const inQuery = queryValue(facts.query, "X-Amz-Algorithm");
  return (facts.authorization === null ? inQuery : /^\S*/.exec(facts.authorization)?.[0]) === ecdsaAlgorithm;
}

type ReasonOf<Name extends EnvelopeReason["reason"]> = Extract<EnvelopeReason, { reason: Name }>;

function reasonOf<Name extends EnvelopeReason["reason"]>(
  facts: CheckFacts,
  name: Name,
): ReasonOf<Name> | null {
  if (facts.reading.kind !== "malformed") return null;
  return facts.reading.reasons.find((reason): reason is ReasonOf<Name> => reason.reason === name) ?? null;
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
