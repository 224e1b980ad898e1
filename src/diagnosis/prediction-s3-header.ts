// S3's checks of a request's mechanism, its Authorization header and its time.
import { headerValue } from "../http/raw-headers.ts";
import { isoDate, parseAmzDate, parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import { queryValue } from "../sigv4/canonical-query.ts";
import { ecdsaAlgorithm, hmacAlgorithm } from "../sigv4/terms.ts";
import type { Check, CheckFacts } from "./prediction-check.ts";
import { hiddenMark } from "./prediction-redaction.ts";
import {
  argument,
  malformedHeader,
  mechanism,
  refusal,
  shownAuthorization,
  shownComponent,
  skewMilliseconds,
  versity,
} from "./prediction-s3-words.ts";

/** The check "one mechanism". */
export const severalMechanisms: Check = {
  name: "one mechanism",
  source: "catalyst/moodle-tool_objectfs#303, request/request#860",
  refuse(facts) {
    if (facts.authorization === null) return null;
    const alsoQuery = ["X-Amz-Algorithm", "X-Amz-Signature", "Signature"].some(
      (name) => queryValue(facts.query, name) !== undefined,
    );
    if (!alsoQuery) return null;
    const text =
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified";
    return argument(text, "Authorization", shownAuthorization(facts.authorization));
  },
};

/** The check "any mechanism". */
export const anonymous: Check = {
  name: "any mechanism",
  source: "S3 API Reference, error responses: AccessDenied",
  refuse: (facts) =>
    facts.reading.kind === "absent" && !browserForm(facts)
      ? refusal(403, "AccessDenied", "Access Denied")
      : null,
};

/** A browser's POST carries its policy and signature in the form, which is not read here. */
function browserForm(facts: CheckFacts): boolean {
  return (
    facts.request.method === "POST" &&
    /^multipart\/form-data/i.test(headerValue(facts.request.headers, "content-type") ?? "")
  );
}

/** The check "signature version". */
export const legacy: Check = {
  name: "signature version",
  source:
    "nukulb/s3-angular-file-upload#23 and others; buckets made before 24 June 2020 in the eight oldest regions still take version 2",
  refuse: (facts) => (facts.reading.kind === "legacy" ? mechanism() : null),
};

/** The check "scheme". */
export const otherScheme: Check = {
  name: "scheme",
  source: `${versity}: another scheme is refused before its date is looked at`,
  refuse: (facts) =>
    facts.reading.kind === "other-scheme"
      ? argument(
          "Unsupported Authorization Type",
          "Authorization",
          shownAuthorization(facts.authorization ?? ""),
        )
      : null,
};

/** The check "signature version 2 with a KMS key". */
export const legacyWithKms: Check = {
  name: "signature version 2 with a KMS key",
  source: "aws/aws-sdk-js#1147, boto/boto3#39",
  refuse(facts) {
    if (
      facts.reading.kind !== "legacy" ||
      !/^aws:kms/.test(headerValue(facts.request.headers, "x-amz-server-side-encryption") ?? "")
    )
      return null;
    const text =
      "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.";
    return argument(text, "Authorization", hiddenMark);
  },
};

/** The request's time by S3's rule: x-amz-date in basic form, or else a Date header. */
export function headerTime(facts: CheckFacts): number | null {
  const amz = headerValue(facts.request.headers, "x-amz-date");
  return amz === undefined
    ? parseHttpOrIsoDate(headerValue(facts.request.headers, "date") ?? "")
    : parseAmzDate(amz.trim());
}

/** The check "date". */
export const headerDate: Check = {
  name: "date",
  source: "vertx-s3-client#5",
  refuse: (facts) =>
    headerTime(facts) === null
      ? refusal(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header")
      : null,
};

/** The check "skew". */
export const skew: Check = {
  name: "skew",
  source: "aws/aws-sdk-php#612, ex-aws/ex_aws#159: two date formats in one answer",
  refuse(facts) {
    const sent = headerTime(facts);
    if (facts.nowEpochMs === null || sent === null || Math.abs(facts.nowEpochMs - sent) <= skewMilliseconds)
      return null;
    return refusal(
      403,
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      [
        [
          "RequestTime",
          headerValue(facts.request.headers, "x-amz-date") ??
            headerValue(facts.request.headers, "date") ??
            "",
        ],
        ["ServerTime", isoDate(facts.nowEpochMs)],
        ["MaxAllowedSkewMilliseconds", String(skewMilliseconds)],
      ],
    );
  },
};

/** The check "algorithm". */
export const headerAlgorithm: Check = {
  name: "algorithm",
  source: versity,
  refuse(facts) {
    const text = facts.authorization ?? "";
    const algorithm = /^[^\s,]*/.exec(text)?.[0] ?? "";
    if (algorithm !== hmacAlgorithm && algorithm !== ecdsaAlgorithm) {
      if (/^AWS\d?-/.test(algorithm)) return mechanism();
      return argument("Unsupported Authorization Type", "Authorization", shownAuthorization(text));
    }
    if (/^ [^\s,]/.test(text.slice(algorithm.length))) return null;
    if (text === algorithm) return malformedHeader(threeComponents);
    return argument(
      "Authorization header is invalid -- one and only one ' ' (space) required.",
      "Authorization",
      shownAuthorization(text),
    );
  },
};

/** What S3 says to a header that lacks components. */
export const threeComponents =
  "the authorization header requires three components: Credential, SignedHeaders, and Signature.";
const strictHeader = /^\S+ Credential=[^\s,=]+, *SignedHeaders=[^\s,=]+, *Signature=[^\s,]+$/;

/** The check "three components in order". */
export const headerComponents: Check = {
  name: "three components in order",
  source: `${versity}; ex-aws/ex_aws#537, aws/aws-cli#4385; apt-s3#10 for the component`,
  refuse(facts) {
    const text = facts.authorization ?? "";
    if (strictHeader.test(text)) return null;
    const pieces = text
      .slice(text.indexOf(" ") + 1)
      .split(",")
      .map((piece) => piece.trim())
      .filter((piece) => piece !== "");
    if (pieces.length !== 3) return malformedHeader(threeComponents);
    for (const [index, name] of (["Credential", "SignedHeaders", "Signature"] as const).entries()) {
      const piece = pieces[index] ?? "";
      if (!/^\w+=\S+$/.test(piece) || (name !== "Signature" && piece.split("=").length !== 2)) {
        return malformedHeader(`the authorization component "${shownComponent(piece)}" is malformed.`);
      }
      if (!piece.startsWith(`${name}=`)) return malformedHeader(`missing ${name}.`);
    }
    return null;
  },
};
