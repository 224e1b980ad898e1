// S3's checks of the credential: its scope, its key id, its token.
import { headerValue } from "../http/raw-headers.ts";
import { amzDate, parseAmzDate } from "../sigv4/amz-date.ts";
import { queryValue } from "../sigv4/canonical-query.ts";
import { parseCredential } from "../sigv4/credential-scope.ts";
import { ecdsaAlgorithm } from "../sigv4/terms.ts";
import type { Check } from "./prediction-check.ts";
import { acceptedRegions, acceptedServices, tokenDoesNotFit } from "./prediction-check.ts";
import { hiddenMark, shownKeyId } from "./prediction-redaction.ts";
import { headerTime } from "./prediction-s3-header.ts";
import {
  algorithmOf,
  credentialText,
  malformedHeader,
  refusal,
  scopeRefusal,
  versity,
} from "./prediction-s3-words.ts";

/** The check "credential has five elements". */
export const credentialArity: Check = {
  name: "credential has five elements",
  source: "anomalizer/ngx_aws_auth#30, krobertson/deb-s3#157",
  refuse(facts) {
    const text = credentialText(facts);
    if (text === null) return null;
    const parsed = parseCredential(text);
    if ("parts" in parsed) {
      if (parsed.parts === 4 && algorithmOf(facts) === ecdsaAlgorithm) return null;
      return scopeRefusal(
        facts,
        'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
      );
    }
    return parsed.accessKeyId === ""
      ? scopeRefusal(facts, "a non-empty Access Key (AKID) must be provided in the credential.")
      : null;
  },
};

/** The check "scope: service". */
export const scopeService: Check = {
  name: "scope: service",
  source: versity,
  refuse(facts) {
    const services = acceptedServices(facts.endpoint);
    if (facts.scope === null || services === null || services.includes(facts.scope.service)) return null;
    return scopeRefusal(
      facts,
      `incorrect service "${shownKeyId(facts.scope.service)}". This endpoint belongs to "${services[0] ?? "s3"}".`,
    );
  },
};

/** The check "scope: terminator". */
export const scopeTerminator: Check = {
  name: "scope: terminator",
  source: versity,
  refuse: (facts) =>
    facts.scope === null || facts.scope.terminator === "aws4_request"
      ? null
      : scopeRefusal(
          facts,
          `incorrect terminal "${shownKeyId(facts.scope.terminator)}". This endpoint uses "aws4_request".`,
        ),
};

/** The check "scope: form of the date". */
export const scopeDateForm: Check = {
  name: "scope: form of the date",
  source: versity,
  refuse: (facts) =>
    facts.scope === null || parseAmzDate(`${facts.scope.date}T000000Z`) !== null
      ? null
      : scopeRefusal(
          facts,
          `incorrect date format "${shownKeyId(facts.scope.date)}". This date in the credential must be in the format "yyyyMMdd".`,
        ),
};

/** The check "scope: region". */
export const scopeRegion: Check = {
  name: "scope: region",
  source: "minio/minio-go#677, JuliaCloud/CloudStore.jl#52; presigned boto/boto3#4627",
  refuse(facts) {
    const regions = acceptedRegions(facts.endpoint, algorithmOf(facts) === ecdsaAlgorithm);
    if (facts.scope === null || regions === null || regions.includes(facts.scope.region)) return null;
    const expected = regions[0] ?? "";
    return scopeRefusal(
      facts,
      `the region '${shownKeyId(facts.scope.region)}' is wrong; expecting '${expected}'`,
      [["Region", expected]],
    );
  },
};

/** The check "access key". */
export const accessKey: Check = {
  name: "access key",
  source:
    "S3 API Reference, error responses: InvalidAccessKeyId; a temporary id without its token is answered likewise",
  refuse(facts) {
    if (facts.accessKeyIdKnown !== false && tokenDoesNotFit(facts) !== "missing") return null;
    return refusal(
      403,
      "InvalidAccessKeyId",
      "The AWS Access Key Id you provided does not exist in our records.",
      [["AWSAccessKeyId", shownKeyId(facts.accessKeyId ?? "")]],
    );
  },
};

/** The check "session token". */
export const token: Check = {
  name: "session token",
  source: "S3 API Reference, error responses: InvalidToken, ExpiredToken",
  refuse(facts) {
    if (facts.token === "expired")
      return refusal(400, "ExpiredToken", "The provided token has expired.", [["Token-0", hiddenMark]]);
    if (facts.token !== "malformed" && tokenDoesNotFit(facts) !== "surplus") return null;
    return refusal(400, "InvalidToken", "The provided token is malformed or otherwise invalid.", [
      ["Token-0", hiddenMark],
    ]);
  },
};

/** The check "CreateSession without a session token". */
export const createSession: Check = {
  name: "CreateSession without a session token",
  source: "awslabs/aws-c-auth#268",
  refuse: (facts) =>
    queryValue(facts.query, "session") !== undefined &&
    headerValue(facts.request.headers, "x-amz-s3session-token") !== undefined
      ? refusal(400, "InvalidRequest", 'CreateSession request should not include "x-amz-s3session-token"')
      : null,
};

/** The check "scope: date is the request's". */
export const scopeDate: Check = {
  name: "scope: date is the request's",
  source: "anomalizer/ngx_aws_auth#69",
  refuse(facts) {
    // The usual case first: a date that begins with the scope's needs no calendar.
    if (
      facts.scope === null ||
      headerValue(facts.request.headers, "x-amz-date")?.startsWith(facts.scope.date)
    )
      return null;
    const sent = headerTime(facts);
    if (sent === null || amzDate(sent).slice(0, 8) === facts.scope.date) return null;
    return malformedHeader("Invalid credential date. Date is not the same as X-Amz-Date.");
  },
};
