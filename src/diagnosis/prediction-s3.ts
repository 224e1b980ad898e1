// The order in which S3 checks a request, and its words: header-signed, presigned, and neither.
import { headerValue, headerValues } from "../http/raw-headers.ts";
import { amzDate, isoDate, parseAmzDate, parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import { queryValue } from "../sigv4/canonical-query.ts";
import { parseCredential } from "../sigv4/credential-scope.ts";
import {
  ecdsaAlgorithm,
  hmacAlgorithm,
  payloadTokens,
  presignMaximumSeconds,
  presignParameters,
} from "../sigv4/terms.ts";
import type { Check, CheckFacts, Refusal } from "./prediction-check.ts";
import { acceptedRegions, acceptedServices, tokenDoesNotFit } from "./prediction-check.ts";
import { readAwsChunks } from "./prediction-chunks.ts";
import { mismatchElements, s3MismatchSentence } from "./prediction-mismatch.ts";
import { hiddenMark, shownCredential, shownKeyId } from "./prediction-redaction.ts";

const versity = "versity/versitygw s3err, which copies live S3 answers";
const skewMilliseconds = 900_000;
type Elements = Refusal["elements"];

function refusal(status: number, code: string, message: string, elements: Elements = []): Refusal {
  return { status, code, message, elements };
}

/** The two ways in which S3 introduces what is wrong with a credential. */
function scopeRefusal(facts: CheckFacts, text: string, elements: Elements = []): Refusal {
  if (presigned(facts)) {
    return refusal(
      400,
      "AuthorizationQueryParametersError",
      `Error parsing the X-Amz-Credential parameter; ${text}`,
      elements,
    );
  }
  return malformedHeader(text, elements);
}

function malformedHeader(text: string, elements: Elements = []): Refusal {
  return refusal(
    400,
    "AuthorizationHeaderMalformed",
    `The authorization header is malformed; ${text}`,
    elements,
  );
}

function argument(message: string, name: string, value: string): Refusal {
  return refusal(400, "InvalidArgument", message, [
    ["ArgumentName", name],
    ["ArgumentValue", value],
  ]);
}

function queryError(message: string): Refusal {
  return refusal(400, "AuthorizationQueryParametersError", message);
}

const mechanism = (): Refusal =>
  refusal(
    400,
    "InvalidRequest",
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  );

const severalMechanisms: Check = {
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

const anonymous: Check = {
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

const legacy: Check = {
  name: "signature version",
  source:
    "nukulb/s3-angular-file-upload#23 and others; buckets made before 24 June 2020 in the eight oldest regions still take version 2",
  refuse: (facts) => (facts.reading.kind === "legacy" ? mechanism() : null),
};

const otherScheme: Check = {
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

const legacyWithKms: Check = {
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
function headerTime(facts: CheckFacts): number | null {
  const amz = headerValue(facts.request.headers, "x-amz-date");
  return amz === undefined
    ? parseHttpOrIsoDate(headerValue(facts.request.headers, "date") ?? "")
    : parseAmzDate(amz.trim());
}

const headerDate: Check = {
  name: "date",
  source: "vertx-s3-client#5",
  refuse: (facts) =>
    headerTime(facts) === null
      ? refusal(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header")
      : null,
};

const skew: Check = {
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

const headerAlgorithm: Check = {
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

const threeComponents =
  "the authorization header requires three components: Credential, SignedHeaders, and Signature.";
const strictHeader = /^\S+ Credential=[^\s,=]+, *SignedHeaders=[^\s,=]+, *Signature=[^\s,]+$/;

const headerComponents: Check = {
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

const credentialArity: Check = {
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

const scopeService: Check = {
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

const scopeTerminator: Check = {
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

const scopeDateForm: Check = {
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

const scopeRegion: Check = {
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

const accessKey: Check = {
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

const token: Check = {
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

const createSession: Check = {
  name: "CreateSession without a session token",
  source: "awslabs/aws-c-auth#268",
  refuse: (facts) =>
    queryValue(facts.query, "session") !== undefined &&
    headerValue(facts.request.headers, "x-amz-s3session-token") !== undefined
      ? refusal(400, "InvalidRequest", 'CreateSession request should not include "x-amz-s3session-token"')
      : null,
};

const scopeDate: Check = {
  name: "scope: date is the request's",
  source: "anomalizer/ngx_aws_auth#69",
  refuse(facts) {
    const sent = headerTime(facts);
    if (facts.scope === null || sent === null || amzDate(sent).slice(0, 8) === facts.scope.date) return null;
    return malformedHeader("Invalid credential date. Date is not the same as X-Amz-Date.");
  },
};

const contentLength: Check = {
  name: "content length",
  source: "awslabs/aws-sigv4-proxy#70; S3 API Reference: MissingContentLength",
  refuse(facts) {
    const { headers, method } = facts.request;
    const decoded = headerValue(headers, "x-amz-decoded-content-length");
    const missing = refusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
    if (/^STREAMING-/.test(payloadLine(facts) ?? "") && decoded === undefined) return missing;
    if (method !== "PUT" || headerValue(headers, "content-length") !== undefined || decoded !== undefined)
      return null;
    if (/chunked/i.test(headerValue(headers, "transfer-encoding") ?? "")) {
      return refusal(
        501,
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        [["Header", "Transfer-Encoding"]],
      );
    }
    return facts.request.body.bytes === 0 ? null : missing;
  },
};

const payloadHeader: Check = {
  name: "x-amz-content-sha256",
  source: `${versity}; request/request#2708`,
  refuse(facts) {
    const sent = payloadLine(facts);
    if (sent === null)
      return refusal(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
    if (/^[0-9A-Fa-f]{64}$/.test(sent) || s3PayloadTokens.includes(sent)) return null;
    return argument(
      `x-amz-content-sha256 must be ${s3PayloadTokens.join(", ")} or a valid sha256 value.`,
      "x-amz-content-sha256",
      sent.slice(0, 200),
    );
  },
};

const s3PayloadTokens = payloadTokens.filter((name) => name !== "STREAMING-AWS4-HMAC-SHA256-EVENTS");

function payloadLine(facts: CheckFacts): string | null {
  return headerValue(facts.request.headers, "x-amz-content-sha256")?.trim() ?? null;
}

const unsignedHeaders: Check = {
  name: "headers that must be signed",
  source:
    "18 public threads, such as soto-project/soto-core#99; that x-amz-content-sha256 may be unsigned: ds_proxy#164",
  refuse(facts) {
    if (facts.signedHeaders === null) return null;
    const signed = new Set(facts.signedHeaders.map((name) => name.toLowerCase()));
    const left = new Set<string>();
    for (const [name] of facts.request.headers) {
      const lower = name.toLowerCase();
      if (lower.startsWith("x-amz-") && lower !== "x-amz-content-sha256" && !signed.has(lower))
        left.add(lower);
    }
    if (!signed.has("host") && headerValues(facts.request.headers, "host").length > 0) left.add("host");
    if (left.size === 0) return null;
    const names = [...left].sort().join(", ");
    return refusal(403, "AccessDenied", "There were headers present in the request which were not signed", [
      ["HeadersNotSigned", names],
    ]);
  },
};

const signature: Check = {
  name: "signature",
  source: "scality/cloudserver#84 for the elements and their order",
  refuse(facts) {
    if (facts.verdict !== "mismatch") return null;
    const elements = mismatchElements(
      shownKeyId(facts.accessKeyId ?? ""),
      facts.envelope?.providedSignature ?? "",
      facts.derivation,
    );
    return refusal(403, "SignatureDoesNotMatch", s3MismatchSentence, elements);
  },
};

const wholeBody: Check = {
  name: "whole body",
  source: "S3 API Reference, error responses: IncompleteBody",
  refuse(facts) {
    const promised = headerValue(facts.request.headers, "content-length") ?? "";
    if (
      !/^\d{1,15}$/.test(promised) ||
      Number(promised) <= facts.request.body.bytes ||
      facts.request.method === "HEAD"
    )
      return null;
    return refusal(
      400,
      "IncompleteBody",
      "You did not provide the number of bytes specified by the Content-Length HTTP header",
    );
  },
};

const payloadHash: Check = {
  name: "payload hash",
  source: "grosskur/lua-resty-aws#2, s3tools/s3cmd#812: comes after the signature",
  refuse(facts) {
    const claimed = payloadLine(facts);
    if (
      claimed === null ||
      !/^[0-9A-Fa-f]{64}$/.test(claimed) ||
      claimed.toLowerCase() === facts.request.body.sha256Hex
    )
      return null;
    return refusal(
      400,
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      [
        ["ClientComputedContentSHA256", claimed],
        ["S3ComputedContentSHA256", facts.request.body.sha256Hex],
      ],
    );
  },
};

const smallestChunk = 8192;

const chunks: Check = {
  name: "chunks and trailers",
  source:
    "versity/versitygw#1683: chunks of 3 bytes gave Chunk 2 and BadChunkSize 3; versity/versitygw#1690 for trailers",
  refuse(facts) {
    const payload = payloadLine(facts) ?? "";
    const { content } = facts.request.body;
    if (content === null || !payload.startsWith("STREAMING-")) return null;
    const framing = readAwsChunks(content);
    const small = framing.chunks.findIndex(
      ({ bytes }, index) => bytes < smallestChunk && index < framing.chunks.length - 1,
    );
    if (small >= 0) {
      return refusal(
        403,
        "InvalidChunkSizeError",
        "Only the last chunk is allowed to have a size less than 8192 bytes",
        [
          ["Chunk", String(small + 2)],
          ["BadChunkSize", String(framing.chunks[small]?.bytes ?? 0)],
        ],
      );
    }
    const decoded = headerValue(facts.request.headers, "x-amz-decoded-content-length");
    if (framing.broken === "chunks" || Number(decoded) !== framing.dataBytes) {
      return refusal(400, "IncompleteBody", "The request body terminated unexpectedly");
    }
    return trailerRefusal(
      facts,
      payload,
      framing.broken === "trailer",
      framing.trailers.map(([name]) => name.toLowerCase()),
    );
  },
};

function trailerRefusal(
  facts: CheckFacts,
  payload: string,
  broken: boolean,
  sent: readonly string[],
): Refusal | null {
  const announced = (headerValue(facts.request.headers, "x-amz-trailer") ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  const expected = payload.endsWith("-TRAILER") ? announced.filter((name) => name !== "") : [];
  const data = sent.filter((name) => name !== "x-amz-trailer-signature");
  const agree = data.length === expected.length && data.every((name) => expected.includes(name));
  if (!broken && agree) return null;
  return refusal(
    400,
    "MalformedTrailerError",
    "The request contained trailing data that was not well-formed or did not conform to our published schema.",
  );
}

const presignedParameters: Check = {
  name: "six parameters",
  source: "kaliber-scala/play-s3#73",
  refuse(facts) {
    if (presignParameters.every((name) => queryValue(facts.query, name) !== undefined)) return null;
    return queryError(
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  },
};

const presignedAlgorithm: Check = {
  name: "algorithm",
  source: versity,
  refuse: (facts) =>
    [hmacAlgorithm, ecdsaAlgorithm].includes(algorithmOf(facts))
      ? null
      : queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"'),
};

function presignedTime(facts: CheckFacts): number | null {
  return parseAmzDate(queryValue(facts.query, "X-Amz-Date") ?? "");
}

const presignedDate: Check = {
  name: "date",
  source: versity,
  refuse: (facts) =>
    presignedTime(facts) === null
      ? queryError(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`)
      : null,
};

const presignedScopeDate: Check = {
  name: "scope: date is the request's",
  source: versity,
  refuse(facts) {
    const sent = queryValue(facts.query, "X-Amz-Date") ?? "";
    if (facts.scope === null || sent.startsWith(facts.scope.date)) return null;
    return queryError(
      `Invalid credential date "${facts.scope.date}". This date is not the same as X-Amz-Date: "${sent.slice(0, 8)}".`,
    );
  },
};

function lifeSeconds(facts: CheckFacts): number {
  return Number(queryValue(facts.query, "X-Amz-Expires") ?? "");
}

const presignedLife: Check = {
  name: "life",
  source: `${versity}; public threads`,
  refuse(facts) {
    const text = queryValue(facts.query, "X-Amz-Expires") ?? "";
    if (!/^-?\d{1,15}$/.test(text)) return queryError("X-Amz-Expires should be a number");
    if (Number(text) < 0) return queryError("X-Amz-Expires must be non-negative");
    if (Number(text) <= presignMaximumSeconds) return null;
    return queryError(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  },
};

const presignedEarly: Check = {
  name: "already valid",
  source: "minio/minio#2638, s3-signer#16: X-Amz-Date comes in milliseconds since 1970",
  refuse(facts) {
    const from = presignedTime(facts);
    if (facts.nowEpochMs === null || from === null || from - facts.nowEpochMs <= skewMilliseconds)
      return null;
    return refusal(403, "AccessDenied", "Request is not yet valid", [
      ["X-Amz-Date", String(from)],
      ["Expires", isoDate(from + lifeSeconds(facts) * 1000)],
      ["ServerTime", isoDate(facts.nowEpochMs)],
    ]);
  },
};

const presignedExpired: Check = {
  name: "not expired",
  source: "aws/aws-sdk-php#1333",
  refuse(facts) {
    const from = presignedTime(facts);
    const until = (from ?? 0) + lifeSeconds(facts) * 1000;
    if (facts.nowEpochMs === null || from === null || facts.nowEpochMs <= until) return null;
    return refusal(403, "AccessDenied", "Request has expired", [
      ["X-Amz-Expires", queryValue(facts.query, "X-Amz-Expires") ?? ""],
      ["Expires", isoDate(until)],
      ["ServerTime", isoDate(facts.nowEpochMs)],
    ]);
  },
};

/** What a request must pass before S3 looks at either form. */
const everyRequest: readonly Check[] = [severalMechanisms, anonymous, otherScheme, legacyWithKms, legacy];

/** S3's order for an Authorization header (as versitygw implements it from live answers; skew wins over everything). */
export const s3HeaderChecks: readonly Check[] = [
  ...everyRequest,
  headerDate,
  skew,
  headerAlgorithm,
  headerComponents,
  credentialArity,
  scopeService,
  scopeTerminator,
  scopeDateForm,
  scopeRegion,
  accessKey,
  scopeDate,
  token,
  createSession,
  contentLength,
  payloadHeader,
  unsignedHeaders,
  signature,
  wholeBody,
  payloadHash,
  chunks,
];

/** S3's order for a presigned URL. */
export const s3PresignedChecks: readonly Check[] = [
  ...everyRequest,
  presignedParameters,
  presignedAlgorithm,
  credentialArity,
  scopeService,
  scopeTerminator,
  scopeDateForm,
  scopeRegion,
  presignedDate,
  presignedScopeDate,
  presignedLife,
  presignedEarly,
  presignedExpired,
  accessKey,
  token,
  unsignedHeaders,
  signature,
  wholeBody,
  payloadHash,
];

/** What S3 says to an envelope that its table lets pass and that cannot be read all the same. */
export function s3Unreadable(facts: CheckFacts): Refusal {
  return presigned(facts)
    ? (presignedParameters.refuse(facts) ?? queryError("X-Amz-Credential is malformed"))
    : malformedHeader(threeComponents);
}

/** Whether the request is judged by its query. */
export function presigned(facts: CheckFacts): boolean {
  return (
    facts.authorization === null && (facts.reading.kind === "read" || facts.reading.kind === "malformed")
  );
}

function algorithmOf(facts: CheckFacts): string {
  if (!presigned(facts)) return /^[^\s,]*/.exec(facts.authorization ?? "")?.[0] ?? "";
  return queryValue(facts.query, "X-Amz-Algorithm") ?? "";
}

function credentialText(facts: CheckFacts): string | null {
  if (presigned(facts)) return queryValue(facts.query, "X-Amz-Credential") ?? null;
  return /(?:^|[\s,])Credential=([^\s,]*)/.exec(facts.authorization ?? "")?.[1] ?? null;
}

/** An Authorization value as it may be shown: another scheme's credentials and the signature are left out. */
function shownAuthorization(text: string): string {
  const scheme = /^\S*/.exec(text)?.[0] ?? "";
  if (!/^AWS[34]-/.test(scheme)) return scheme.length <= 32 ? `${scheme} ${hiddenMark}`.trim() : hiddenMark;
  return text
    .replace(/(Signature=)[^\s,]*/g, `$1${hiddenMark}`)
    .replace(/(Credential=)([^\s,]*)/g, (_, name: string, value: string) => name + shownCredential(value))
    .slice(0, 1000);
}

function shownComponent(piece: string): string {
  if (/^Signature/.test(piece)) return "Signature=…";
  const mark = piece.indexOf("=");
  return /^Credential=/.test(piece)
    ? piece.slice(0, mark + 1) + shownCredential(piece.slice(mark + 1))
    : shownCredential(piece);
}
