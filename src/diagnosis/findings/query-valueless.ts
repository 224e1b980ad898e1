// A query parameter without a value was signed without its equals sign, or left out.
import { signedExample } from "../example.ts";
import { querySuppositions, subsets } from "../part-variations.ts";
import type { SignedParameter } from "../query-forms.ts";
import { signedParameters, sorted } from "../query-forms.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";
import { queryWithoutValue } from "../text-signs-query.ts";

export const queryValueless: FindingRule = {
  id: "query-valueless",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 11,
  title: "A query parameter without a value was not signed as name=",
  why: "Sub-resources such as ?acl and ?uploads stand in the canonical query with an equals sign and nothing behind it. The client signed the bare name, or dropped it.",
  fix: "Write every parameter as name=value in the canonical query, with an empty value where there is none: acl= for ?acl.",
  wrongFix: "Do not remove the parameter from the request: it selects the operation.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/?acl",
      signedInput: (input) => ({ ...input, canonicalQuery: "acl" }),
    }),
  suppose: (context) =>
    querySuppositions(
      context,
      otherwiseWritten(context),
      (query, right) => `The query was signed as "${query}"; AWS signs it as "${right}".`,
    ),
  readTexts: queryWithoutValue,
};

const forms: readonly ((name: string) => string | null)[] = [
  (name) => name,
  () => null,
  (name) => `${name}=null`,
  (name) => `${name}=undefined`,
  (name) => `${name}=true`,
  (name) => `${name}=None`,
];

function* otherwiseWritten(context: EnvelopeContext): Generator<string> {
  const parameters = sorted(signedParameters(context));
  const empty = parameters.filter(({ value }) => value === "");
  for (const form of forms) {
    for (const changed of subsets(empty, 5))
      yield written(parameters, (parameter) =>
        changed.includes(parameter) ? form(parameter.name) : undefined,
      );
  }
}

function written(
  parameters: readonly SignedParameter[],
  form: (parameter: SignedParameter) => string | null | undefined,
): string {
  return parameters
    .map((parameter) => {
      const changed = form(parameter);
      return changed === undefined ? `${parameter.name}=${parameter.value}` : changed;
    })
    .filter((text) => text !== null)
    .join("&");
}
