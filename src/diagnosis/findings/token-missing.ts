// A temporary key is used without its session token.
import { Secret } from "../../sigv4/secret.ts";
import { exampleSecret, signedExample } from "../example.ts";
import type { FindingRule } from "../rule.ts";

export const tokenMissing: FindingRule = {
  id: "token-missing",
  stage: "credentials",
  blame: "configuration",
  severity: "error",
  threads: 8,
  title: "A temporary access key is used without its session token",
  why: "Key ids that begin with ASIA are temporary and are good only together with their session token. AWS answers as if it did not know the key.",
  fix: "Pass all three values: set AWS_SESSION_TOKEN beside AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (aws_session_token in the profile), and have the signer send and sign X-Amz-Security-Token.",
  wrongFix:
    "Do not look for a mistake in the key id: without its token a temporary key does not exist for AWS.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      knowledge: {
        credentials: [
          {
            accessKeyId: "ASIAIOSFODNN7EXAMPLE",
            secretAccessKey: new Secret(exampleSecret),
            spelling: null,
            sessionToken: new Secret("IQoJb3JpZ2luX2VjEXAMPLETOKEN"),
            source: "profile example",
          },
        ],
        signingKeys: [],
      },
    }),
  inspect: ({ envelope, request, query }) => {
    if (envelope === null || envelope.sessionToken !== "absent" || !envelope.accessKeyId.startsWith("ASIA"))
      return [];
    // A token that is signed and did not arrive was there once: signed-header-not-sent says so.
    if (envelope.signedHeaders.some((name) => tokenHeaders.has(name.toLowerCase()))) return [];
    const sent =
      request.headers.some(([name]) => tokenHeaders.has(name.toLowerCase())) ||
      query.some(({ name }) => /^x-amz-security-token$/i.test(name));
    if (sent) return [];
    const { accessKeyId } = envelope;
    return [
      {
        detail: `${accessKeyId} is temporary (ASIA), and no session token is sent.`,
        evidence: { accessKeyId },
      },
    ];
  },
};

const tokenHeaders: ReadonlySet<string> = new Set(["x-amz-security-token", "x-amz-s3session-token"]);
