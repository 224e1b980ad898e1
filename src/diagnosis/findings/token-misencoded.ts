// The session token is encoded too seldom, too often, or with its + as blanks: on the wire or in what was signed.
import { headerValues } from "../../http/raw-headers.ts";
import { percentEncode } from "../../sigv4/percent-encoding.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { sentTokens } from "../session-tokens.ts";
import {
  knownTokenSuppositions,
  tokenForms,
  tokenSupposition,
  withTokenForm,
  withTokenLine,
} from "../token-variations.ts";

export const tokenMisencoded: FindingRule = {
  id: "token-misencoded",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 8,
  title: "The session token is encoded in another form than it is signed in",
  why: "Session tokens hold + / and =. In a URL each is encoded exactly once (%2B %2F %3D), for signing and for sending; in a header they stay. The client encoded them not at all, twice, or read + as a blank.",
  fix: "Put the token into the query once percent-encoded, and the same text into the canonical query; put it unencoded into the header.",
  wrongFix: "Do not ask for tokens until one has no + or /.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      sessionToken: "IQoJb3JpZ2luX2VjEXAMPLE+TOKEN/AB==",
      presignedSeconds: 900,
      signedInput: (input) => ({
        ...input,
        canonicalQuery: input.canonicalQuery
          .replaceAll("%2B", "%252B")
          .replaceAll("TOKEN%2FAB%3D%3D", "TOKEN%252FAB%253D%253D"),
      }),
    }),
  onlyWhen: "with token",
  inspect: (context) => seen(context),
  suppose: (context) => suppositions(context),
};

/** A token that is none any more once it was decoded: blanks where + belongs, or still encoded. */
function seen(context: RuleContext): Observation[] {
  const { envelope, answer, generations } = context;
  if (envelope === null || (answer !== null && answer.status < 400)) return [];
  const found: Observation[] = [];
  for (const { place, text } of sentTokens(context.request, context.query).slice(0, 1)) {
    const where = place === "query" ? "After decoding, the token of the query" : "The token of the header";
    // Templates in its place are a class of their own.
    if (text.length < 20 || /[{}<>$]/.test(text)) continue;
    if (/%(?:2B|2F|3D|25)/i.test(text))
      found.push({ detail: `${where} is still percent-encoded.`, evidence: { place, form: "encoded" } });
    else if (/^[A-Za-z0-9+/=\-_]+(?: [A-Za-z0-9+/=\-_]*)+$/.test(text))
      found.push({ detail: `${where} has blanks where + belongs.`, evidence: { place, form: "blanks" } });
    else if (generations?.tokenDiffers === "cut")
      found.push({
        detail: `${where} is the beginning of the one known for ${envelope.accessKeyId}: it was cut.`,
        evidence: { place, form: "cut" },
      });
  }
  return found;
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const tokens = sentTokens(context.request, context.query);
  // More than one of them is a class of its own.
  if (tokens.length > 1) return;
  const differs = context.generations?.tokenDiffers ?? null;
  if (tokens.length === 1 && differs !== null && differs !== "other")
    yield* knownTokenSuppositions(context, "as it is known for the key id; another form of it arrived");
  const inQuery = tokens.find(({ place }) => place === "query");
  if (inQuery && context.envelope.form === "presigned-url") yield* otherParameters(context, inQuery.text);
  yield* otherLines(context);
}

function* otherParameters(context: EnvelopeContext, token: string): Generator<Supposition> {
  for (const [words, form] of tokenForms(token)) {
    const canonicalQuery = withTokenForm(context, form);
    if (canonicalQuery !== null && canonicalQuery !== context.input.canonicalQuery)
      yield tokenSupposition(words, { canonicalQuery });
  }
}

function* otherLines({ request, input }: EnvelopeContext): Generator<Supposition> {
  const value = headerValues(request.headers, "x-amz-security-token")[0]?.trim() ?? "";
  const own = input.headers.find(({ name }) => name === "x-amz-security-token")?.value;
  if (value === "" || own === undefined) return;
  for (const [words, form] of [["encoded once", percentEncode(value)] as const, ...tokenForms(value)]) {
    // An empty line is a class of its own.
    if (form !== own && form !== "") yield tokenSupposition(words, withTokenLine(input, form, true));
  }
}
