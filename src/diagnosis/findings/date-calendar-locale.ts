// A date is written in another calendar or in other digits, as the locale of the client's machine has it.
import { amzDate, parseHttpOrIsoDate } from "../../sigv4/amz-date.ts";
import type { LocalDay } from "../calendars.ts";
import { asciiDigits, gregorianDays, localDays, otherCalendar } from "../calendars.ts";
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";

export const dateCalendarLocale: FindingRule = {
  id: "date-calendar-locale",
  stage: "time",
  blame: "client",
  severity: "error",
  threads: 4,
  title: "The date is written in another calendar or other digits than the protocol's",
  why: "X-Amz-Date and the scope carry the Gregorian date in ASCII digits. Formatted by the locale of the machine, the year becomes that of the Buddhist (Thailand), Persian or Islamic calendar, or the digits become Arabic, Persian or Thai.",
  fix: "Format the date with a fixed locale: Locale.ROOT in Java, CultureInfo.InvariantCulture in .NET, en_US_POSIX with a Gregorian calendar in Swift and Objective-C.",
  wrongFix: "Do not change the language of the device: the next user has the same one.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      date: "25690102T030405Z",
      now: "20260102T030405Z",
    }),
  inspect: (context) => seen(context),
  suppose: (context) => lateAfter(suppositions(context), 12),
};

function seen({ envelope, nowEpochMs }: RuleContext): Observation[] {
  if (envelope === null) return [];
  for (const [name, text] of [
    ["X-Amz-Date", envelope.amzDate ?? ""],
    ["The scope's date", envelope.credentialScope.date],
  ] as const) {
    const digits = asciiDigits(text);
    if (digits !== null) {
      const shown = digits.text.slice(0, 40);
      return [
        { detail: `${name} is written in ${digits.words}: "${shown}" in ASCII.`, evidence: { date: shown } },
      ];
    }
    const calendar = envelope.dateSource === "date" ? null : otherCalendar(text, nowEpochMs);
    if (calendar !== null && /^\d{8}(?:T\d{6}Z)?$/.test(text))
      return [
        { detail: `${name} is ${text}: a year of the ${calendar}.`, evidence: { date: text, calendar } },
      ];
  }
  return [];
}

/** The string to sign, the scope or the key had the date in another calendar than the request; or the request alone has it. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { envelope } = context;
  const sent = envelope.amzDate ?? "";
  const at = parseHttpOrIsoDate(sent);
  const local = asciiDigits(sent) !== null || otherCalendar(sent, context.nowEpochMs) !== null;
  if (local) {
    const plain = asciiDigits(sent)?.text ?? sent;
    const days = [plain.slice(0, 8), ...gregorianDays(plain.slice(0, 8))];
    for (const day of days)
      yield* writtenAs({ words: "Gregorian calendar in ASCII digits", day }, plain.slice(8), sent);
    return;
  }
  if (at === null) return;
  for (const day of localDays(at)) yield* writtenAs(day, amzDate(at).slice(8), sent);
}

function* writtenAs({ words, day }: LocalDay, time: string, sent: string): Generator<Supposition> {
  const scope = { date: day };
  const places: readonly (readonly [where: string, rest: Pick<Supposition, "text" | "key">])[] = [
    ["string to sign, scope and signing key", { text: { timestamp: day + time, scope }, key: { scope } }],
    ["string to sign", { text: { timestamp: day + time } }],
    ["scope and signing key", { text: { scope }, key: { scope } }],
    ["signing key", { key: { scope } }],
    ["scope in the string to sign", { text: { scope } }],
  ];
  for (const [where, rest] of places) {
    yield {
      changes: [{ part: `date (${where})`, from: sent, to: `${day} (${words})` }],
      ...rest,
      detail: `The client wrote the date in the ${words} in the ${where}.`,
      evidence: { sent, calendar: words, place: where },
    };
  }
}
