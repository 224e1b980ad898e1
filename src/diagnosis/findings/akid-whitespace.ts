// A blank, tab or line break is in or around the access key id.
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";

export const akidWhitespace: FindingRule = {
  id: "akid-whitespace",
  stage: "envelope",
  blame: "configuration",
  severity: "error",
  threads: 11,
  title: "The access key id has white space in it or around it",
  why: "A blank, tab or line break came along with the key id from an environment variable, a pasted text or an ini line. It cuts the Credential, or the whole header, in two.",
  fix: "Remove the white space from the access key id where it is stored (AWS_ACCESS_KEY_ID, aws_access_key_id in the profile, the CI secret); read it again with the value in quotes.",
  wrongFix: "Do not create a new key: this one is right but for the white space.",
  spec: "observed: boto/boto3#2280, aws/aws-sdk-go#289, zendesk/apt-s3#10",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      sent: (request) => {
        const authorization = request.headers.find(([name]) => name === "Authorization")?.[1] ?? "";
        return withHeader(request, "Authorization", authorization.replace("Credential=", "Credential= "));
      },
    }),
  inspect: (context) => {
    if (context.reading.kind === "malformed") return inHeader(context);
    return context.envelope !== null && /\s/.test(context.envelope.accessKeyId)
      ? inKeyId(context.envelope.accessKeyId)
      : [];
  },
  readAnswer: ({ reading, answer }) => {
    const message = reading.kind === "absent" ? (answer.message ?? "") : "";
    if (!quotedBlanks.some((quoted) => quoted.test(message))) return [];
    return [{ detail: "The header quoted is cut at the access key id.", evidence: { code: answer.code } }];
  },
  suppose: (context) => suppositions(context),
};

function inHeader({ reading, lenientVerdict }: RuleContext): Observation[] {
  if (reading.kind !== "malformed" || reading.form === "presigned-url") return [];
  const { text } = reading;
  const cut = /^AWS4-HMAC-SHA256 +Credential=[^/,=]*$/.test(text);
  if (!cut && !/Credential=(?:\s+[^\s,=/]*\/|[^\s,=/]*\s+[^\s,=/]*\/)/.test(text)) return [];
  const where = cut
    ? "The header ends inside the access key id, as it does where a line break follows it."
    : "White space stands in or before the access key id.";
  if (lenientVerdict !== "valid") return [{ detail: where, evidence: { cut } }];
  return [{ detail: `${where} Without it the signature is right.`, evidence: { cut }, proven: true }];
}

function inKeyId(accessKeyId: string): Observation[] {
  const shown = shownKeyId(accessKeyId);
  return [{ detail: `The access key id is "${shown}".`, evidence: { accessKeyId: shown } }];
}

/** White space as escapes; what is no key id by its form is not shown. */
function shownKeyId(accessKeyId: string): string {
  if (!/^[A-Z0-9\s]{1,60}$/.test(accessKeyId)) return `<${accessKeyId.length} characters>`;
  return accessKeyId.replace(/\s/g, (blank) => `\\x${blank.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

const quotedBlanks: readonly RegExp[] = [
  /Authorization=AWS4-HMAC-SHA256 Credential=[^/,]*$/,
  /'[A-Z0-9]{0,40}\/\d{8}\/[^']*aws4_request'? not a valid key=value pair/,
  /the authorization component "(?:Credential=[^"]*\s[^"]*|\/\d{8}\/[^"]*)" is malformed/,
];

/** In a presigned URL the blank is signed too: the key is that of the id without it. */
function* suppositions({ envelope, input, otherCredentials }: EnvelopeContext): Generator<Supposition> {
  const clean = envelope.accessKeyId.replace(/\s/g, "");
  for (const { ref, accessKeyId } of clean === envelope.accessKeyId ? [] : otherCredentials) {
    if (accessKeyId !== clean) continue;
    const changes = [{ part: "access key id", from: shownKeyId(envelope.accessKeyId), to: clean }];
    const detail = `The signature is that of ${clean}, sent with white space in the id.`;
    yield { changes, key: { otherCredentials: ref }, detail };
    const canonicalQuery = input.canonicalQuery.replace(
      /X-Amz-Credential=[^&]*?%2F/,
      `X-Amz-Credential=${accessKeyId}%2F`,
    );
    if (canonicalQuery !== input.canonicalQuery)
      yield { changes, key: { otherCredentials: ref }, request: { canonicalQuery }, detail };
  }
}
