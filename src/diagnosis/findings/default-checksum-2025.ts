// An SDK of 2025 or later adds a checksum by itself, and a store that is not Amazon's refuses it.
import type { DefaultChecksum } from "../default-checksum.ts";
import { defaultChecksum } from "../default-checksum.ts";
import { exampleResponse } from "../example.ts";
import { chunkedExample } from "../example-chunked.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";

export const defaultChecksum2025: FindingRule = {
  id: "default-checksum-2025",
  stage: "payload",
  blame: "configuration",
  severity: "error",
  threads: 5,
  title: "The SDK adds a checksum that this store does not take",
  why: "Since January 2025 the AWS SDKs and the CLI add a CRC to every upload, for streams as a trailer behind an aws-chunked body. Stores, gateways and proxies made before that refuse the headers, fail on the trailer, or ask for the Content-MD5 that was dropped.",
  fix: "Set AWS_REQUEST_CHECKSUM_CALCULATION=when_required and AWS_RESPONSE_CHECKSUM_VALIDATION=when_required (request_checksum_calculation in the profile, requestChecksumCalculation in code), or bring the store up to date.",
  wrongFix: "Do not pin an old SDK for good: the two settings give back its behaviour.",
  spec: "observed: aws/aws-cli#9214, aws/aws-sdk-js-v3#6810, aws/aws-sdk-java-v2#5830",
  example: () =>
    chunkedExample({
      token: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      trailers: [["x-amz-checksum-crc32", null]],
      request: {
        url: "https://storage.example.com/examplebucket/report.json",
        response: exampleResponse(
          501,
          [["Content-Type", "application/xml"]],
          "<Error><Code>NotImplemented</Code><Message>A header you provided implies functionality that is not implemented.</Message></Error>",
        ),
      },
    }),
  readAnswer: (context) => reported(context),
  ownsHeader: (name) => /^x-amz-(?:sdk-checksum-algorithm|checksum-[a-z0-9]+|trailer)$/.test(name),
};

type Answered = RuleContext & { readonly answer: ServerAnswer };

function* reported(context: Answered): Generator<Observation> {
  const { answer, endpoint } = context;
  const added = defaultChecksum(context);
  // Amazon's own services take these checksums.
  if (!added || endpoint.partition !== null) return;
  const evidence = { code: answer.code, checksum: added.mark };
  const said = `The SDK added a checksum (${added.mark}), and the store answered ${answer.code}`;
  const words = (answer.message ?? "").slice(0, 200);
  if (refusesChecksum(answer, added)) yield { detail: `${said}: ${words}`, evidence };
  else if (answer.code === "SignatureDoesNotMatch" && context.verdict !== "mismatch")
    yield signatureRefused(context, added, { detail: `${said}.`, evidence });
}

function refusesChecksum({ code, message }: ServerAnswer, { trailer }: DefaultChecksum): boolean {
  const text = message ?? "";
  if (code === "MissingContentMD5" || /Content-MD5/i.test(text)) return true;
  if (code === "NotImplemented") return true;
  if (/checksum|trailer|trailing|STREAMING-|crc(?:32|64)/i.test(text)) return true;
  return trailer && (trailerCodes.has(code ?? "") || /x-amz-content-sha256/i.test(text));
}

/** Codes of stores that take the framing of a trailer for data, or do not know its token. */
const trailerCodes: ReadonlySet<string> = new Set([
  "IncompleteBody",
  "MissingContentLength",
  "MalformedTrailerError",
  "XAmzContentSHA256Mismatch",
  "UnsupportedOperation",
]);

/** A right signature refused by a store beside a trailer it may not know: the secret it holds may be another one as well. */
function signatureRefused(
  { verdict }: Answered,
  { trailer }: DefaultChecksum,
  seen: { readonly detail: string; readonly evidence: Observation["evidence"] },
): Observation {
  const settledBy = "the same request with AWS_REQUEST_CHECKSUM_CALCULATION=when_required.";
  if (verdict !== "valid" || !trailer) return { ...seen, settledBy };
  return {
    detail: `${seen.detail} The signature is right under the secret known here, and the trailer is what stores made before 2025 do not know.`,
    evidence: { ...seen.evidence, alsoPossible: ["secret-akid-mismatched-pair"] },
  };
}
