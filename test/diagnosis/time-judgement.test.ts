import { describe, expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { answeredTimeJudgement, isZoneOffset, timeJudgement } from "../../src/diagnosis/time-judgement.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

function contextOf(recipe: Omit<ExampleRecipe, "url">, clock = true) {
  const { request, response, knowledge, nowEpochMs } = signedExample({ url, ...recipe });
  const subject = { id: "x", input: null, index: 0, request, response, selfCheck: null };
  return examined({ ...subject, nowEpochMs: clock ? nowEpochMs : null }, createExaminer(knowledge, []))
    .context;
}

describe("timeJudgement", () => {
  it("is null within the window and without a clock", () => {
    expect(timeJudgement(contextOf({ now: "20260102T031900Z" }))).toBeNull();
    expect(timeJudgement(contextOf({ now: "20260102T051900Z" }, false))).toBeNull();
  });

  it("gives the skew with its sign, and the window", () => {
    const judgement = timeJudgement(contextOf({ now: "20260102T032405Z" }));
    expect(judgement).toMatchObject({
      fault: "clock-skew",
      skewSeconds: -1200,
      windowSeconds: 900,
      witness: null,
    });
    expect(timeJudgement(contextOf({ now: "20260102T024405Z" }))).toMatchObject({ skewSeconds: 1200 });
  });

  it("takes no Date header for a witness when the request has no other date", () => {
    const headers = [["Date", "Fri, 02 Jan 2026 03:04:05 GMT"]] as const;
    const sent: ExampleRecipe["sent"] = (request) => ({
      ...request,
      headers: request.headers.filter(([name]) => name !== "X-Amz-Date"),
    });
    expect(timeJudgement(contextOf({ headers, sent, now: "20260102T032405Z" }))?.fault).toBe("clock-skew");
  });
});

describe("answeredTimeJudgement", () => {
  it("is null when the request was seen to be late already, or the answer is about something else", () => {
    const late =
      "<Error><Code>RequestTimeTooSkewed</Code><ServerTime>2026-01-02T03:24:05Z</ServerTime></Error>";
    for (const [body, now] of [
      [late, "20260102T032405Z"],
      ["<Error><Code>AccessDenied</Code></Error>", "20260102T030405Z"],
    ] as const) {
      const context = contextOf({ response: exampleResponse(403, [], body), now });
      if (context.answer === null) throw new Error("no answer was read");
      expect(answeredTimeJudgement({ ...context, answer: context.answer })).toBeNull();
    }
  });
});

describe("isZoneOffset", () => {
  it.each([
    [3600, true],
    [-18_000, true],
    [19_800 + 100, true],
    [20_700, true],
    [1200, false],
    [1800, false],
    [2700, false],
    [3600 + 121, false],
    [15 * 3600, false],
  ])("of %i seconds is %s", (seconds, expected) => {
    expect(isZoneOffset(seconds)).toBe(expected);
  });
});
