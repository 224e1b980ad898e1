// A query parameter that is given twice was signed once, in another order, or as an array.
import { percentDecode, percentEncode } from "../../sigv4/percent-encoding.ts";
import { alteredQueries } from "../alterations.ts";
import { signedExample } from "../example.ts";
import { querySuppositions } from "../part-variations.ts";
import type { SignedParameter } from "../query-forms.ts";
import { joined, signedParameters, sorted } from "../query-forms.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";
import { queryNamesTwice } from "../text-signs-query.ts";

export const queryDuplicateKeys: FindingRule = {
  id: "query-duplicate-keys",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "A query parameter that is given more than once was signed in another form than AWS signs it",
  why: "Every pair of a repeated name stands in the canonical query, sorted by value. Signers that hold the query in a map keep one value, and others keep the order in which the values were written.",
  fix: "Give each parameter once, or build the canonical query from a list of pairs sorted by name and then by value.",
  wrongFix: "Do not rely on repeated names with S3: it has been seen to keep the first value only.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items?id=7&id=3&limit=5",
      service: "execute-api",
      signedInput: (input) => ({ ...input, canonicalQuery: "id=3&limit=5" }),
    }),
  suppose: (context) =>
    querySuppositions(
      context,
      otherwiseRepeated(context),
      (query, right) => `The query was signed as "${query}"; AWS signs it as "${right}".`,
    ),
  alter: (context) => alteredQueries(context, otherwiseRepeated(context)),
  readTexts: queryNamesTwice,
};

function* otherwiseRepeated(context: EnvelopeContext): Generator<string> {
  const parameters = signedParameters(context);
  const groups = grouped(parameters);
  if (groups.length === parameters.length) return;
  const written = (values: (group: readonly SignedParameter[]) => readonly SignedParameter[]): string =>
    joined(groups.flatMap((group) => (group.length < 2 ? group : values(group))));
  yield written((group) => group.slice(0, 1));
  yield written((group) => group.slice(-1));
  yield written((group) => group);
  yield written((group) => [...group].reverse());
  yield written((group) => sorted(group).reverse());
  yield written((group) => sorted(group).slice(0, 1));
  yield written((group) => sorted(group).slice(-1));
  yield written((group) => group.filter((one, index) => group.findIndex(same(one)) === index));
  yield written((group) => sorted(group).filter((one, index, all) => all.findIndex(same(one)) === index));
  for (const between of ["%2C", ",", "%2C%20", "%20", ";", "%3B"])
    for (const order of [(group: readonly SignedParameter[]) => group, sorted])
      yield written((group) => asOne(order(group), between));
  for (const [open, close] of [
    ["%5B", "%5D"],
    ["[", "]"],
  ] as const) {
    yield written((group) => group.map((one) => ({ ...one, name: `${one.name}${open}${close}` })));
    yield written((group) =>
      group.map((one, index) => ({ ...one, name: `${one.name}${open}${index}${close}` })),
    );
  }
  yield written(inDecodedOrder);
}

/** Parameters of one name together, names sorted, values in wire order. */
function grouped(parameters: readonly SignedParameter[]): readonly (readonly SignedParameter[])[] {
  const names = new Set(sorted(parameters).map(({ name }) => name));
  return [...names].map((name) => parameters.filter((parameter) => parameter.name === name));
}

function same(one: SignedParameter): (other: SignedParameter) => boolean {
  return (other) => other.value === one.value;
}

function asOne(group: readonly SignedParameter[], between: string): readonly SignedParameter[] {
  const [first] = group;
  return first ? [{ ...first, value: group.map(({ value }) => value).join(between) }] : [];
}

/** Sorted by the values as people read them, numbers as numbers. */
function inDecodedOrder(group: readonly SignedParameter[]): readonly SignedParameter[] {
  const number = ({ value }: SignedParameter): number => Number(percentDecode(value));
  if (group.some((one) => Number.isNaN(number(one)) || percentEncode(one.value) !== one.value)) return group;
  return [...group].sort((a, b) => number(a) - number(b));
}
