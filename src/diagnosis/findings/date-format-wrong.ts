// A date of the request is not written as the protocol wants it.
import { amzDate, hasBasicForm, parseAmzDate, parseHttpOrIsoDate } from "../../sigv4/amz-date.ts";
import { otherCalendar } from "../calendars.ts";
import { millisecondForms, scopeDateForms, timeForms } from "../date-forms.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { scopeSuppositions } from "../scope-variations.ts";

export const dateFormatWrong: FindingRule = {
  id: "date-format-wrong",
  stage: "time",
  blame: "client",
  severity: "error",
  threads: 7,
  title: "The date is not written as YYYYMMDDTHHMMSSZ",
  why: "X-Amz-Date and the string to sign carry the basic form of ISO 8601 in UTC, and the scope its first eight digits. Dashes, colons, milliseconds, an offset or the word UTC make another text, and so another signature.",
  fix: "Format the date as YYYYMMDDTHHMMSSZ in UTC everywhere, and its first eight characters in the credential scope.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      date: "20260102T030405+0000",
      now: "20260102T030405Z",
    }),
  inspect: (context) =>
    context.envelope === null || context.envelope.amzDate === null
      ? []
      : seen(context, context.envelope.amzDate),
  suppose: (context) => suppositions(context),
};

function seen({ envelope, isS3, verdict, nowEpochMs }: RuleContext, sent: string): Observation[] {
  const scopeDate = envelope?.credentialScope.date ?? "";
  if (parseAmzDate(sent) !== null || (envelope?.dateSource === "date" && parseHttpOrIsoDate(sent) !== null)) {
    if (/^\d{8}$/.test(scopeDate) || /[^\x20-\x7e]/.test(scopeDate)) return [];
    return [
      {
        detail: `The scope's date is "${scopeDate.slice(0, 40)}" instead of eight digits.`,
        evidence: { scopeDate: scopeDate.slice(0, 40) },
      },
    ];
  }
  // Other digits and other calendars are a class of their own.
  if (/[^\x20-\x7e]/.test(sent) || (hasBasicForm(sent) && otherCalendar(sent, nowEpochMs) !== null))
    return [];
  const shown = sent.slice(0, 60);
  // Services read the extended form in the header too; the string to sign must be basic all the same.
  const forgiven =
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(sent) &&
    parseHttpOrIsoDate(sent) !== null &&
    envelope?.form !== "presigned-url" &&
    !isS3 &&
    verdict !== "mismatch";
  const detail = `The date sent is "${shown}".${forgiven ? " This form has been seen to be taken in the header." : ""}`;
  return [{ detail, evidence: { sent: shown }, severity: forgiven ? "warning" : "error" }];
}

/** The string to sign or the scope carried the same time in another form. */
function* suppositions({ envelope, nowEpochMs, ...others }: EnvelopeContext): Generator<Supposition> {
  const at = parseHttpOrIsoDate(envelope.amzDate ?? "") ?? (envelope.amzDate === null ? nowEpochMs : null);
  if (envelope.amzDate === null || at === null) return;
  const from = amzDate(at);
  for (const to of timeForms(at, envelope.amzDate)) {
    if (to === from) continue;
    yield inText(from, to);
  }
  yield* scopeSuppositions({ envelope, nowEpochMs, ...others }, "date", scopeDateForms(at));
  // The milliseconds of the client's clock are not known: each is tried.
  for (const to of millisecondForms(at)) yield { ...inText(from, to), late: true };
}

function inText(from: string, to: string): Supposition {
  return {
    changes: [{ part: "date (string to sign)", from, to }],
    text: { timestamp: to },
    detail: `The string to sign carried the date as "${to}" instead of "${from}".`,
  };
}
