// The access key id in the Credential is empty.
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";

export const akidEmpty: FindingRule = {
  id: "akid-empty",
  stage: "envelope",
  blame: "configuration",
  severity: "error",
  threads: 1,
  title: "The access key id is empty",
  why: "The Credential begins with a slash: the setting that holds the key id was empty or not found, and the signer signed all the same.",
  fix: "Set the access key id (AWS_ACCESS_KEY_ID, or aws_access_key_id in the profile) and make the program stop when it is empty.",
  spec: "observed: backblaze-b2-samples/b2-browser-upload#3",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      sent: (request) => {
        const authorization = request.headers.find(([name]) => name === "Authorization")?.[1] ?? "";
        return withHeader(request, "Authorization", authorization.replace(/Credential=[^/]*/, "Credential="));
      },
    }),
  inspect: ({ reading, envelope }) => {
    if (reading.kind !== "read" || envelope === null || envelope.accessKeyId !== "") return [];
    return [
      {
        detail: "The Credential begins with a slash.",
        evidence: { region: envelope.credentialScope.region },
      },
    ];
  },
  readAnswer: ({ reading, answer }) => {
    const told = /a non-empty Access Key \(AKID\)|the authorization component "Credential=\/\d{8}\//.test(
      answer.message ?? "",
    );
    return reading.kind === "absent" && told
      ? [{ detail: "The service says so.", evidence: { code: answer.code } }]
      : [];
  },
  suppose: (context) => suppositions(context),
};

/** Whose secret it was: the id is not part of what is signed in a header. */
function* suppositions({ envelope, otherCredentials }: EnvelopeContext): Generator<Supposition> {
  if (envelope.accessKeyId !== "") return;
  for (const { ref, accessKeyId } of otherCredentials) {
    const changes = [{ part: "access key id", from: "", to: accessKeyId }];
    yield {
      changes,
      key: { otherCredentials: ref },
      detail: `The access key id is empty; the signature is that of ${accessKeyId}.`,
    };
  }
}
