// Header names were signed with capitals, in the list or in the canonical headers.
import { byCodeUnit } from "../../sigv4/canonical-query.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { listedInCapitals } from "../text-signs-list.ts";

export const signedheadersNameCase: FindingRule = {
  id: "signedheaders-name-case",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "Header names were signed with capitals",
  why: "Names stand in lower case in the canonical headers and in SignedHeaders, and are sorted after that. The client signed them as they were written, or sorted them before it lower-cased them.",
  fix: "Lower-case every header name first, then sort, then build both the canonical headers and SignedHeaders from that one list.",
  wrongFix: "Do not change the capitals of the headers that are sent: they do not matter.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      signedInput: (input) => ({
        ...input,
        headers: input.headers.map((header) => ({ ...header, name: titled(header.name) })),
        signedHeaders: input.signedHeaders.map(titled),
      }),
    }),
  inspect: (context) => observations(context),
  suppose: (context) => suppositions(context),
  readTexts: listedInCapitals,
};

function observations({ envelope, response }: RuleContext): Observation[] {
  const names = envelope?.signedHeaders ?? [];
  const capital = names.filter((name) => name !== name.toLowerCase());
  if (capital.length === 0) return [];
  const accepted = response !== null && response.status < 400;
  return [
    {
      detail: `SignedHeaders names ${capital.join(", ")} with capitals.`,
      evidence: { headers: capital },
      severity: accepted ? "note" : "error",
    },
  ];
}

interface Line {
  readonly name: string;
  readonly value: string;
  readonly listed: string;
  readonly sent: string;
}

/** Spellings in the block × spellings in the list × sorted before or after lower-casing. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { headers, signedHeaders } = context.input;
  const lines: Line[] = headers.map(({ name, value }, index) => ({
    name,
    value,
    listed: signedHeaders[index] ?? name,
    sent: context.request.headers.find(([sent]) => sent.toLowerCase() === name)?.[0] ?? name,
  }));
  for (const order of orders) {
    const ordered = order(lines);
    for (const inBlock of spellings) {
      for (const inList of spellings) {
        const blockNames = ordered.map(inBlock);
        const names = ordered.map(inList);
        const small = [...blockNames, ...names].every((name) => name === name.toLowerCase());
        // Small letters throughout in another order are a class of their own, unless the list that was sent has capitals.
        if (small && signedHeaders.every((name) => name === name.toLowerCase())) continue;
        yield {
          changes: [{ part: "signed headers", from: signedHeaders.join(";"), to: names.join(";") }],
          request: {
            headers: ordered.map(({ value }, index) => ({ name: blockNames[index] ?? "", value })),
            signedHeaders: names,
          },
          detail: `The names were signed as ${blockNames.join(", ")} and listed as ${names.join(";")}.`,
        };
      }
    }
  }
}

const spellings: readonly ((line: Line) => string)[] = [
  ({ name }) => name,
  ({ listed }) => listed,
  ({ sent }) => sent,
  ({ name }) => titled(name),
];

const orders: readonly ((lines: readonly Line[]) => readonly Line[])[] = [
  (lines) => lines,
  (lines) => [...lines].sort((a, b) => byCodeUnit(a.name, b.name)),
  (lines) => [...lines].sort((a, b) => byCodeUnit(a.sent, b.sent)),
  (lines) => [...lines].sort((a, b) => byCodeUnit(titled(a.name), titled(b.name))),
];

function titled(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
