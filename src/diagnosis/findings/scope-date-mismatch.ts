// The date of the credential scope is not the day of X-Amz-Date.
import { amzDate, parseHttpOrIsoDate } from "../../sigv4/amz-date.ts";
import type { Envelope } from "../../sigv4/envelope.ts";
import { otherCalendar } from "../calendars.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { scopeSuppositions } from "../scope-variations.ts";
import { scopeDayDiffers } from "../text-signs-scope.ts";

export const scopeDateMismatch: FindingRule = {
  id: "scope-date-mismatch",
  stage: "scope",
  blame: "client",
  severity: "error",
  threads: 8,
  title: "The date in the Credential is not the day of X-Amz-Date",
  why: "The scope's date must be the first eight digits of X-Amz-Date, in UTC. The client read its clock twice around midnight, took the local day, or kept a scope or signing key from another day.",
  fix: "Read the clock once and cut the scope's date out of that same X-Amz-Date; when signing keys are cached, keep the day in the cache's key.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      date: "20260102T000003Z",
      scope: { date: "20260101" },
    }),
  inspect: ({ envelope, nowEpochMs }) => {
    if (
      envelope === null ||
      envelope.amzDate === null ||
      envelope.amzDate.startsWith(envelope.credentialScope.date)
    )
      return [];
    const day = signedDay(envelope);
    const { date } = envelope.credentialScope;
    // A scope date that is no eight digits has a fault of its own.
    if (day === null || date === day || !/^\d{8}$/.test(date)) return [];
    // So has a date in another calendar.
    if (otherCalendar(date, at(envelope)) !== null || otherCalendar(day, nowEpochMs) !== null) return [];
    return [
      {
        detail: `The scope is of ${date}, the request of ${day}.`,
        evidence: { scopeDate: date, requestDay: day },
      },
    ];
  },
  readAnswer: ({ reading, answer }) => {
    const told = /Invalid credential date|Date in Credential scope does not match/.test(answer.message ?? "");
    return told && reading.kind === "absent"
      ? [{ detail: "The service says so.", evidence: { code: answer.code } }]
      : [];
  },
  suppose: (context) => suppositions(context),
  readTexts: scopeDayDiffers,
};

function at(envelope: Envelope): number | null {
  return parseHttpOrIsoDate(envelope.amzDate ?? "");
}

function signedDay(envelope: Envelope): string | null {
  const signedAt = at(envelope);
  return signedAt === null ? null : amzDate(signedAt).slice(0, 8);
}

/** The string to sign named a neighbouring day, in its scope (with or without the key) or in its time. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const at = parseHttpOrIsoDate(context.envelope.amzDate ?? "");
  if (at === null) return;
  const days = [0, -1, 1].map((days) => amzDate(at + days * 86_400_000).slice(0, 8));
  yield* scopeSuppositions(context, "date", days, ["both", "text"]);
  // The key of the request's own day: then the scope alone is of another.
  yield* scopeSuppositions(context, "date", days.slice(0, 1), ["key"]);
  const own = amzDate(at);
  for (const day of new Set([context.envelope.credentialScope.date, ...days])) {
    const to = day + own.slice(8);
    if (to === own || !/^\d{8}T/.test(to)) continue;
    const changes = [{ part: "date (string to sign)", from: own, to }];
    yield {
      changes,
      text: { timestamp: to },
      detail: `The string to sign was dated ${to}, the request ${own}.`,
    };
  }
}
