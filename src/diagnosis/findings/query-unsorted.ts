// The canonical query was not sorted.

import { byCodeUnit } from "../../sigv4/canonical-query.ts";
import { percentDecode } from "../../sigv4/percent-encoding.ts";
import { signedExample } from "../example.ts";
import { querySuppositions } from "../part-variations.ts";
import type { SignedParameter } from "../query-forms.ts";
import { joined, signedParameters, sorted } from "../query-forms.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";
import { queryOutOfOrder } from "../text-signs-query.ts";

export const queryUnsorted: FindingRule = {
  id: "query-unsorted",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 4,
  title: "The query was signed in the order it was written, not sorted",
  why: "The canonical query is sorted by encoded name and then by encoded value, byte by byte: capitals come before small letters.",
  fix: "Sort the encoded parameters by name, then by value, in byte order before signing; the order on the wire does not matter.",
  wrongFix: "Do not use a sort that ignores capitals or follows the language of the machine.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/?prefix=reports&list-type=2",
      signedInput: (input) => ({ ...input, canonicalQuery: "prefix=reports&list-type=2" }),
    }),
  suppose: (context) =>
    querySuppositions(
      context,
      otherOrders(context),
      (query, right) => `The query was signed as "${query}"; sorted it is "${right}".`,
    ),
  readTexts: queryOutOfOrder,
};

function* otherOrders(context: EnvelopeContext): Generator<string> {
  const parameters = signedParameters(context);
  if (parameters.length < 2) return;
  const names = (query: string): string => query.replace(/=[^&]*/g, "");
  const right = names(joined(sorted(parameters)));
  // Names in order and values not: repeated names are a class of their own.
  for (const query of orders(parameters)) if (names(query) !== right) yield query;
}

function* orders(parameters: readonly SignedParameter[]): Generator<string> {
  yield joined(parameters);
  const by = (key: (parameter: SignedParameter) => string): string =>
    joined([...parameters].sort((a, b) => byCodeUnit(key(a), key(b))));
  yield by(({ name, value }) => `${percentDecode(name)}\n${percentDecode(value)}`);
  yield by(({ name, value }) => `${name.toLowerCase()}\n${value}`);
  yield by(({ name }) => name.toLowerCase());
  yield joined([...parameters].reverse());
  const added = parameters.filter(({ name }) => name.startsWith("X-Amz-"));
  const own = parameters.filter(({ name }) => !name.startsWith("X-Amz-"));
  yield joined([...own, ...added]);
  yield joined([...added, ...own]);
  yield joined([...own, ...sorted(added)]);
  yield joined([...sorted(own), ...sorted(added)]);
  yield joined([...sorted(added), ...sorted(own)]);
}
