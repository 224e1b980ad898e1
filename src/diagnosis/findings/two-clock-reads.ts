// The client read its clock twice: the header and the string to sign carry times that are seconds apart.
import { amzDate, parseAmzDate } from "../../sigv4/amz-date.ts";
import type { CanonicalInput } from "../../sigv4/canonical-request.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { dateReadTwice } from "../text-signs-scope.ts";

export const twoClockReads: FindingRule = {
  id: "two-clock-reads",
  stage: "time",
  blame: "client",
  severity: "error",
  threads: 7,
  title: "The date sent and the date signed are seconds apart",
  why: "The client asks the clock once for X-Amz-Date and again for the string to sign, the scope or the signing key. Whenever a second (or midnight) passes between the two, the signature does not match: it fails now and then, and works when tried again.",
  fix: "Read the clock once for each request and use that one value for the header, the string to sign, the scope and the signing key.",
  wrongFix: "Do not only retry: the fault stays, and grows with the load.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      signedTimestamp: "20260102T030406Z",
    }),
  suppose: (context) => suppositions(context),
  readTexts: dateReadTwice,
};

/** Seconds apart: up to five are likely, up to a minute the long tail. */
const likelySeconds = [1, -1, 2, -2, 3, -3, 4, -4, 5, -5];
const rareSeconds = Array.from({ length: 110 }, (_, index) => (index % 2 ? -1 : 1) * (6 + (index >> 1)));

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { amzDate: sent } = context.envelope;
  const at = parseAmzDate(sent ?? "");
  if (sent === null || at === null) return;
  for (const seconds of likelySeconds) yield* movedTo(context, sent, amzDate(at + seconds * 1000));
  for (const seconds of rareSeconds) {
    const [first] = movedTo(context, sent, amzDate(at + seconds * 1000));
    if (first) yield { ...first, late: true };
  }
}

/** Another time in the string to sign, with the scope and key of its day where that is another; then in the request. */
function* movedTo(context: EnvelopeContext, sent: string, signed: string): Generator<Supposition> {
  const day = signed.slice(0, 8);
  const text = { timestamp: signed };
  const changes = [{ part: "date (string to sign)", from: sent, to: signed }];
  const detail = `The string to sign was dated ${signed}, X-Amz-Date ${sent}.`;
  const plain: Supposition = { changes, text, detail, evidence: { sent, signed } };
  yield plain;
  if (day !== context.envelope.credentialScope.date) yield* acrossMidnight(plain, day);
  const request = withDate(context, sent, signed);
  if (request === null) return;
  const part = "date (canonical request)";
  const replaced = `X-Amz-Date was ${signed} when the client signed, and ${sent} when it was sent.`;
  yield {
    changes: [{ part, from: sent, to: signed }],
    request,
    detail: replaced,
    evidence: { sent, signed },
  };
  yield {
    ...plain,
    changes: [...changes, { part, from: sent, to: signed }],
    request,
    detail: replaced,
  };
}

function* acrossMidnight(plain: Supposition, day: string): Generator<Supposition> {
  const scope = { date: day };
  const part = "credential scope, date";
  const { text, changes } = plain;
  const change = (where: string): Supposition["changes"] => [
    ...changes,
    { part: `${part} (${where})`, from: "the day of X-Amz-Date", to: day },
  ];
  yield {
    ...plain,
    changes: change("string to sign and signing key"),
    text: { ...text, scope },
    key: { scope },
  };
  yield { ...plain, changes: change("string to sign"), text: { ...text, scope } };
  yield { ...plain, changes: change("signing key"), key: { scope } };
}

/** The canonical request with the other date in its header or query; null where neither holds the one sent. */
function withDate(
  { input, envelope }: EnvelopeContext,
  sent: string,
  signed: string,
): Partial<CanonicalInput> | null {
  if (envelope.dateSource === "query") {
    const canonicalQuery = input.canonicalQuery.replace(`X-Amz-Date=${sent}`, `X-Amz-Date=${signed}`);
    return canonicalQuery === input.canonicalQuery ? null : { canonicalQuery };
  }
  if (!input.headers.some(({ name, value }) => name === "x-amz-date" && value === sent)) return null;
  return {
    headers: input.headers.map((header) =>
      header.name === "x-amz-date" ? { name: header.name, value: signed } : header,
    ),
  };
}
