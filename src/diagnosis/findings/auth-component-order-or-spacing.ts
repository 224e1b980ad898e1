// The Authorization header has its components in another order or with other blanks than S3 takes.
import { signedExample, withHeader } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";

export const authComponentOrderOrSpacing: FindingRule = {
  id: "auth-component-order-or-spacing",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 0,
  title: "The Authorization header is laid out in a way that S3 does not take",
  why: "S3 wants one blank after the algorithm and then Credential, SignedHeaders and Signature in this order, separated by commas. Query and JSON services are more forgiving, so the same signer works there.",
  fix: 'Write the header as "AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…": one blank after the algorithm, this order, commas between.',
  spec: "observed: versity/versitygw, which copies S3's answers (s3err), and https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      sent: (request) => {
        const authorization = request.headers.find(([name]) => name === "Authorization")?.[1] ?? "";
        return withHeader(
          request,
          "Authorization",
          authorization.replace("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256  "),
        );
      },
    }),
  inspect: (context) =>
    context.envelope === null || context.envelope.irregularities.length === 0 ? [] : seen(context),
};

const words = {
  "blanks-after-algorithm": "more or less than one blank after the algorithm",
  "components-not-separated-by-comma": "components not separated by one comma",
  "components-separated-by-semicolon": "semicolons between the components",
  "components-out-of-order": "components in another order",
  "component-repeated": "a component given twice",
} as const;

function seen(context: RuleContext): Observation[] {
  // A header that cannot be read at all has a fault of its own, which explains more.
  if (context.reading.kind !== "read" || context.envelope === null) return [];
  const found = context.envelope.irregularities.flatMap((one) =>
    one === "component-unknown" ? [] : [words[one]],
  );
  if (found.length === 0) return [];
  const refused =
    (context.isS3 && context.endpoint.partition !== null) ||
    context.envelope.irregularities.includes("components-separated-by-semicolon");
  const detail = `Seen: ${found.join("; ")}.${refused ? "" : " This service forgives it."}`;
  return [{ detail, evidence: { irregularities: found }, severity: refused ? "error" : "note" }];
}
