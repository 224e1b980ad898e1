// A placeholder was sent where its value belongs: in the key id, the scope, the path or a parameter.
import { signedExample } from "../example.ts";
import { placeholderOf, placeholderSegments } from "../placeholders.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";

export const unexpandedPlaceholder: FindingRule = {
  id: "unexpanded-placeholder",
  stage: "envelope",
  blame: "configuration",
  severity: "error",
  threads: 4,
  title: "A placeholder is sent in place of its value",
  why: "A variable was not replaced: the shell does not expand $NAME in single quotes, a template was used without its values, or the setting was missing and its name, null or undefined was sent in its place.",
  fix: "Set the variable that the placeholder names where the program runs, use double quotes in shells, and make the program stop when a setting is missing.",
  spec: "observed: import-io/s3-deploy#51, mllrsohn/grunt-invalidate-cloudfront#7, maxbanton/cwh#119",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      accessKeyId: "$AWS_ACCESS_KEY_ID",
    }),
  inspect: (context) => [...inEnvelope(context), ...inTarget(context)],
  suppose: (context) => suppositions(context),
};

function* inEnvelope({ envelope, reading, accessKeyIdKnown }: RuleContext): Generator<Observation> {
  const parts = reading.kind === "malformed" ? reading.parts : null;
  const scope = envelope?.credentialScope ?? parts?.credentialScope ?? null;
  const named = [
    ["access key id", envelope?.accessKeyId ?? parts?.accessKeyId ?? idInBrokenCredential(reading)],
    ["region of the scope", scope?.region],
    ["service of the scope", scope?.service],
    ["X-Amz-Expires", envelope?.expiresText],
  ] as const;
  for (const [part, sent] of named) {
    const placeholder = sent ? placeholderOf(sent) : null;
    // A known key id is one, whatever it looks like.
    if (placeholder === null || (part === "access key id" && accessKeyIdKnown)) continue;
    const whole = part !== "X-Amz-Expires";
    yield {
      detail: `The ${part} is "${placeholder}".`,
      evidence: { part, placeholder },
      ...(whole ? {} : { severity: "warning" as const }),
    };
  }
}

function idInBrokenCredential(reading: RuleContext["reading"]): string | null {
  if (reading.kind !== "malformed") return null;
  return /Credential=([^,]*?)\/\d{8}\//.exec(reading.text)?.[1] ?? null;
}

function* inTarget(context: RuleContext): Generator<Observation> {
  const { envelope, target, query, answer } = context;
  if (envelope === null || (answer !== null && answer.status < 400)) return;
  for (const { text, template } of placeholderSegments(target.path)) {
    yield {
      detail: `A segment of the path is "${text}".`,
      evidence: { part: "path", placeholder: text },
      ...weightInTarget(context, template),
    };
  }
  for (const { name, value } of query) {
    const doubled = /^(?:%7B%7B|\{\{|\$%7B|\$\{|%24%7B)/i.test(value ?? "")
      ? placeholderOf(value ?? "")
      : null;
    if (doubled !== null && !/^x-amz-/i.test(name))
      yield {
        detail: `The parameter ${name.slice(0, 60)} is "${doubled}".`,
        evidence: { part: "query", placeholder: doubled },
        ...weightInTarget(context, false),
      };
  }
}

/** Answers that a name nobody has gets: it is malformed, or nothing is found under it. */
const notFound: readonly number[] = [400, 404];

/**
 * Names may well be written so: of a request that is not wrong in itself only such an answer says that this one was not meant.
 * An object's key in single brackets is doubtful even where the signature is wrong.
 */
function weightInTarget(
  { verdict, isS3, answer }: RuleContext,
  template: boolean,
): Pick<Observation, "severity"> {
  const refusedForIt = answer !== null && notFound.includes(answer.status);
  if ((verdict === "valid" || verdict === "unverifiable") && !refusedForIt) return { severity: "note" };
  return isS3 && template && answer === null ? { severity: "warning" } : {};
}

/** Whose secret it was: the id is not part of what is signed in a header. */
function* suppositions({ envelope, otherCredentials }: EnvelopeContext): Generator<Supposition> {
  const placeholder = placeholderOf(envelope.accessKeyId);
  if (placeholder === null) return;
  for (const { ref, accessKeyId } of otherCredentials) {
    yield {
      changes: [{ part: "access key id", from: placeholder, to: accessKeyId }],
      key: { otherCredentials: ref },
      detail: `The access key id is "${placeholder}"; the signature is that of ${accessKeyId}.`,
      evidence: { placeholder, signedWith: accessKeyId },
    };
  }
}
