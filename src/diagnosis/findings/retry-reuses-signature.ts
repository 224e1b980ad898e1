// A retry sent the headers of the first attempt again instead of signing anew.
import { headerValue } from "../../http/raw-headers.ts";
import { signedExample } from "../example.ts";
import { requestMarks } from "../exchange-marks.ts";
import { earlierAttempts, inputChanges, otherInput } from "../related-requests.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import type { TimeJudgement } from "../time-judgement.ts";
import { answeredTimeJudgement, timeJudgement } from "../time-judgement.ts";

export const retryReusesSignature: FindingRule = {
  id: "retry-reuses-signature",
  stage: "time",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "A retry carries the signature of an earlier attempt",
  why: "The request was signed once and sent several times. The date grows old while it is retried, a token that was replaced no longer fits, and headers that each attempt adds come twice.",
  fix: "Sign inside the retry loop: put the signer behind the retry middleware, so that each attempt gets its own date and signature.",
  wrongFix: "Do not set the clock: it was right when the request was signed.",
  spec: "observed: public threads ex-aws/ex_aws#159, aws/aws-sdk-js-v3#7605",
  example: () => {
    const recipe = {
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      now: "20260102T032405Z",
    };
    const last = signedExample({ ...recipe, unsignedHeaders: [["amz-sdk-request", "attempt=3; max=5"]] });
    const first = signedExample({ ...recipe, unsignedHeaders: [["amz-sdk-request", "attempt=1; max=5"]] });
    return { ...last, related: [{ id: "first", distance: -2, request: first.request, response: null }] };
  },
  alsoFound: ["signed-too-early"],
  onlyWhen: "related",
  inspect: (context) => (context.related.length === 0 ? [] : seen(context, timeJudgement(context))),
  readAnswer: (context) =>
    context.related.length === 0
      ? []
      : seen(context, answeredTimeJudgement(context) ?? tokenRefused(context)),
  suppose: (context) => suppositions(context),
};

function seen(context: RuleContext, fault: TimeJudgement | "token" | null): Observation[] {
  if (context.envelope?.form !== "authorization-header") return [];
  const earlier = earlierAttempts(context);
  if (earlier.length === 0) return [];
  const attempt = attemptOf(context.request.headers);
  const words = earlier.length === 1 ? "once before" : `${earlier.length} times before`;
  const detail = `This very signature was sent ${words}${attempt === null ? "" : `, and this is attempt ${attempt}`}; it is dated ${context.envelope.amzDate}.`;
  const evidence = { earlierAttempts: earlier.length, attempt, amzDate: context.envelope.amzDate };
  // With a wrong clock the first attempt was as far off as this one.
  if (fault === "token" || fault?.fault === "signed-too-early") return [{ detail, evidence }];
  if (fault !== null) return [];
  const renewed = earlier.some(({ request }) => attemptOf(request.headers) !== attempt);
  return attempt !== null && attempt > 1 && renewed ? [{ detail, evidence, severity: "warning" }] : [];
}

/** The number in `amz-sdk-request: attempt=2; max=3`; null without it. */
function attemptOf(headers: RuleContext["request"]["headers"]): number | null {
  const number = /(?:^|[;\s])attempt=(\d{1,4})/.exec(headerValue(headers, "amz-sdk-request") ?? "")?.[1];
  return number === undefined ? null : Number(number);
}

function tokenRefused({ answer }: RuleContext): "token" | null {
  return /^(?:ExpiredToken|InvalidToken|InvalidClientTokenId|RequestTimeTooSkewed|RequestExpired)/.test(
    answer?.code ?? "",
  )
    ? "token"
    : null;
}

/** Headers that an attempt renews or adds while the signature stays. */
const renewedHeaders: ReadonlySet<string> = new Set([
  "x-amz-date",
  "date",
  "x-amz-security-token",
  "amz-sdk-request",
  "amz-sdk-invocation-id",
  "x-amz-s3session-token",
]);

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (context.related.length === 0) return;
  for (const earlier of earlierAttempts(context)) {
    const old = otherInput(context, earlier);
    const headers = context.input.headers.map((header) => {
      const before = old.headers.find(({ name }) => name === header.name)?.value ?? header.value;
      const doubled = header.value === `${before},${before}`;
      return renewedHeaders.has(header.name) || doubled ? { name: header.name, value: before } : header;
    });
    const date = requestMarks(earlier.request).amzDate;
    const { amzDate } = context.envelope;
    const dated = date !== null && amzDate !== null && date !== amzDate ? { timestamp: date } : null;
    const changes = inputChanges(context.input, { headers });
    if (changes.length === 0) continue;
    const detail = `The signature is that of an earlier attempt, and what the retry wrote anew does not fit it: ${changes.map(({ part }) => part).join(", ")}.`;
    yield { changes, request: { headers }, ...(dated ? { text: dated } : {}), detail };
    if (dated) yield { changes, request: { headers }, detail };
  }
}
