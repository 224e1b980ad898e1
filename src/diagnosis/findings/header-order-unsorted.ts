// The canonical headers or the list of signed headers were not sorted by name.

import type { CanonicalHeader } from "../../sigv4/canonical-headers.ts";
import { byCodeUnit } from "../../sigv4/canonical-query.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { listedUnsorted } from "../text-signs-list.ts";

export const headerOrderUnsorted: FindingRule = {
  id: "header-order-unsorted",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 8,
  title: "The signed headers are not sorted by their lower-case names",
  why: "The canonical headers and SignedHeaders are sorted by lower-case name, byte by byte. Sorting whole name:value lines puts x-amz-a-b before x-amz-a, and insertion order is no order at all.",
  fix: "Sort the headers by lower-case name alone (not by name:value), and write both the canonical headers and SignedHeaders in that order.",
  wrongFix: "Do not reorder the headers on the wire: their order there does not matter.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [
        ["x-amz-server-side-encryption", "aws:kms"],
        ["x-amz-server-side-encryption-aws-kms-key-id", "alias/reports"],
      ],
      body: "{}",
      signedInput: (input) => ({
        ...input,
        headers: [...input.headers].sort((a, b) => byCodeUnit(line(a), line(b))),
      }),
    }),
  inspect: (context) => observations(context),
  suppose: (context) => suppositions(context),
  readTexts: listedUnsorted,
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  const names = context.envelope?.signedHeaders ?? [];
  for (let index = 1; index < names.length; index += 1) {
    const [before = "", after = ""] = [names[index - 1], names[index]];
    if (before <= after || before.toLowerCase() <= after.toLowerCase()) continue;
    found.push({
      detail: `SignedHeaders has ${before} before ${after}.`,
      evidence: { signedHeaders: names },
    });
    return found;
  }
  return found;
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { headers, signedHeaders } = context.input;
  const wireNames = context.request.headers.map(([name]) => name);
  const place = (name: string): number => wireNames.findIndex((sent) => sent.toLowerCase() === name);
  const sentName = (name: string): string => wireNames[place(name)] ?? name;
  // The list keeps its capitals: small letters in their place are a class of their own.
  const listed = ({ name }: CanonicalHeader): string =>
    signedHeaders.find((one) => one.toLowerCase() === name) ?? name;
  const orders: [string, (a: CanonicalHeader, b: CanonicalHeader) => number][] = [
    ["sorted by name", (a, b) => byCodeUnit(a.name, b.name)],
    ["sorted as name:value", (a, b) => byCodeUnit(line(a), line(b))],
    ["in the order sent", (a, b) => place(a.name) - place(b.name)],
    ["sorted with capitals first", (a, b) => byCodeUnit(sentName(a.name), sentName(b.name))],
    ["in reverse order", (a, b) => byCodeUnit(b.name, a.name)],
  ];
  const changes = (how: string): Supposition["changes"] => [
    { part: "order of headers", from: "as SignedHeaders says", to: how },
  ];
  for (const [how, compare] of orders) {
    const ordered = [...headers].sort(compare);
    const names = ordered.map(listed);
    const detail = `The canonical headers were signed ${how}.`;
    yield { changes: changes(how), request: { headers: ordered }, detail };
    yield { changes: changes(how), request: { headers: ordered, signedHeaders: names }, detail };
    yield {
      changes: changes(how),
      request: { signedHeaders: names },
      detail: `The list of signed headers was signed ${how}.`,
    };
    const sortedNames = [...signedHeaders].sort(byCodeUnit);
    yield { changes: changes(how), request: { headers: ordered, signedHeaders: sortedNames }, detail };
  }
}

function line({ name, value }: CanonicalHeader): string {
  return `${name}:${value}`;
}
