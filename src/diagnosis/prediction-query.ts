// The order in which Query, EC2, JSON and REST services check a request. One order; codes and statuses differ.
import { headerValue } from "../http/raw-headers.ts";
import { amzDate, parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import { queryValue } from "../sigv4/canonical-query.ts";
import type { CredentialScope } from "../sigv4/credential-scope.ts";
import { ecdsaAlgorithm } from "../sigv4/terms.ts";
import type { Check, CheckFacts, Refusal } from "./prediction-check.ts";
import { acceptedRegions, acceptedServices, tokenDoesNotFit } from "./prediction-check.ts";
import { mismatchMessage } from "./prediction-mismatch.ts";
import {
  algorithm,
  headerComponents,
  hostSigned,
  keyValue,
  oneMechanism,
  queryParameters,
  reasonOf,
} from "./prediction-query-header.ts";
import { measured, refusal } from "./prediction-query-words.ts";
import { shownCredential, shownKeyId } from "./prediction-redaction.ts";
import { timeWindowSeconds } from "./time-windows.ts";

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
    const minutes = timeWindowSeconds(facts.endpoint.signingName ?? facts.scope?.service ?? "") / 60;
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
    const minutes = timeWindowSeconds(facts.endpoint.signingName ?? facts.scope?.service ?? "") / 60;
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

/** The check "scope". */
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
    const wanted = facts.dialect === "iot-websocket" ? "iotdevicegateway" : (services[0] ?? "");
    text += `Credential should be scoped to correct service: '${wanted}'. `;
  }
  if (scope.terminator !== "aws4_request") {
    text += `Credential should be scoped with a valid terminator: 'aws4_request', not '${shownKeyId(scope.terminator)}'. `;
  }
  if (
    sent !== null &&
    dateText(facts)?.startsWith(scope.date) !== true &&
    amzDate(sent).slice(0, 8) !== scope.date
  ) {
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

/** The check "signature". */
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

function usesEcdsa(facts: CheckFacts): boolean {
  const inQuery = queryValue(facts.query, "X-Amz-Algorithm");
  return (facts.authorization === null ? inQuery : /^\S*/.exec(facts.authorization)?.[0]) === ecdsaAlgorithm;
}
