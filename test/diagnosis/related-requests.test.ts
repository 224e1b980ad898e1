import { expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import type { RelatedExchange } from "../../src/diagnosis/related-exchange.ts";
import {
  earlierAttempts,
  inputChanges,
  neighbours,
  otherInput,
  redirectBefore,
  sameSignature,
  sharersOfDate,
  triedInTime,
  underWayTogether,
} from "../../src/diagnosis/related-requests.ts";
import type { EnvelopeContext } from "../../src/diagnosis/rule.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

function contextOf(recipe: ExampleRecipe, related: readonly RelatedExchange[]): EnvelopeContext {
  const { request, response, knowledge, nowEpochMs } = signedExample(recipe);
  const subject = { id: "1", input: null, index: 0, request, response, selfCheck: null, nowEpochMs, related };
  const { context } = examined(subject, createExaminer(knowledge, []));
  if (!context.envelope || !context.input) throw new Error("this is a bug: the example has no envelope");
  return { ...context, envelope: context.envelope, input: context.input };
}

function other(id: string, distance: number, recipe: ExampleRecipe): RelatedExchange {
  const { request, response } = signedExample(recipe);
  return { id, distance, request, response };
}

const ids = (some: readonly RelatedExchange[]): string[] => some.map(({ id }) => id);

it("tells the same signature from neighbours, nearest first", () => {
  const related = [
    other("far", -9, { url }),
    other("else", -2, { url: `${url}2` }),
    other("near", -1, { url }),
    other("stranger", -1, { url: `${url}2`, accessKeyId: "AKIAI44QH8DHBEXAMPLE" }),
    other("later", 1, { url }),
  ];
  const context = contextOf({ url }, related);
  expect(ids(sameSignature(context))).toEqual(["near", "later", "far"]);
  expect(ids(earlierAttempts(context))).toEqual(["near", "far"]);
  expect(ids(neighbours(context))).toEqual(["else"]);
});

it("finds the redirect that led to the very target", () => {
  const to = (location: string) => ({
    url,
    response: exampleResponse(307, [["Location", location]], ""),
  });
  const related = [other("here", -2, to(url)), other("elsewhere", -1, to(`${url}?other`))];
  expect(redirectBefore(contextOf({ url }, related))?.id).toBe("here");
  expect(redirectBefore(contextOf({ url }, related.slice(1)))).toBeNull();
});

it("takes no redirect of another request for the one that led here", () => {
  const redirected = (recipe: Partial<ExampleRecipe>): RelatedExchange =>
    other("before", -1, {
      url: "https://examplebucket.s3.eu-west-1.amazonaws.com/report.json",
      ...recipe,
      response: exampleResponse(
        301,
        [],
        "<Error><Endpoint>examplebucket.s3.us-east-1.amazonaws.com</Endpoint></Error>",
      ),
    });
  expect(redirectBefore(contextOf({ url }, [redirected({})]))).toBeNull();
  const sent: ExampleRecipe["sent"] = (request) => ({ ...request, headers: [["Host", request.authority]] });
  const unsigned = { ...contextOf({ url }, [redirected({})]), request: signedExample({ url, sent }).request };
  expect(redirectBefore(unsigned)?.id).toBe("before");
  const elsewhere = redirected({ url: "https://examplebucket.s3.eu-west-1.amazonaws.com/else.json" });
  expect(redirectBefore({ ...unsigned, related: [elsewhere] })).toBeNull();
});

it("knows what was under way together: same key, same address, dates within a minute", () => {
  const related = [
    other("together", -1, { url: `${url}2`, date: "20260102T030505Z" }),
    other("an hour ago", -2, { url: `${url}3`, date: "20260102T020405Z" }),
    other("elsewhere", -3, { url: "https://otherbucket.s3.us-east-1.amazonaws.com/report.json" }),
    other("of another key", -4, { url: `${url}4`, accessKeyId: "AKIAI44QH8DHBEXAMPLE" }),
  ];
  expect(ids(underWayTogether(contextOf({ url }, related)))).toEqual(["together"]);
});

it("knows an attempt that was in time, by the answer's Date", () => {
  const answered = (date: string) => ({ url, response: exampleResponse(503, [["Date", date]], "") });
  const at = Date.UTC(2026, 0, 2, 3, 4, 5);
  const early = contextOf({ url }, [other("a", -1, answered("Fri, 02 Jan 2026 03:04:06 GMT"))]);
  expect(triedInTime(early, at, 900)).toBe(true);
  const late = contextOf({ url }, [other("a", -1, answered("Fri, 02 Jan 2026 04:04:06 GMT"))]);
  expect(triedInTime(late, at, 900)).toBe(false);
});

it("counts requests of the same date", () => {
  const related = [
    other("a", -1, { url: `${url}1` }),
    other("b", 1, { url: `${url}2`, date: "20260102T030406Z" }),
  ];
  expect(sharersOfDate(contextOf({ url }, related))).toBe(1);
});

it("gives another request's input under this one's signed headers, and the changes without secrets", () => {
  const related = [other("a", -1, { url: `${url}2`, sessionToken: "IQoJsecret" })];
  const context = contextOf({ url, sessionToken: "IQoJother" }, related);
  const [first] = related;
  if (!first) throw new Error("this is a bug: no related exchange");
  const input = otherInput(context, first);
  expect(input.signedHeaders).toEqual(context.input.signedHeaders);
  expect(inputChanges(context.input, input)).toEqual([
    { part: "path", from: "/report.json", to: "/report.json2" },
    { part: "header x-amz-security-token", from: "[redacted]", to: "[redacted]" },
  ]);
});
