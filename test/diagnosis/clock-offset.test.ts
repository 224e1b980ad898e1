import { describe, expect, it } from "vitest";
import type { TimedExchange } from "../../src/diagnosis/clock-offset.ts";
import {
  clientClockOffset,
  ownClockOffset,
  refusesTheDate,
  statedTimes,
} from "../../src/diagnosis/clock-offset.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { serverAnswer } from "../../src/diagnosis/server-answer.ts";
import type { RawHeaders } from "../../src/http/raw-headers.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { at } from "../support/prediction-facts.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const ranAhead: RawHeaders = [["Date", "Fri, 02 Jan 2026 03:24:05 GMT"]];

interface Answered {
  readonly headers?: RawHeaders;
  readonly body?: string;
  readonly sent?: string | null;
  readonly received?: string;
}

/** A request dated 03:04:05, and its answer. */
function exchange(
  { headers = [], body = "", sent = null, received = "" }: Answered,
  recipe: Partial<ExampleRecipe> = {},
): TimedExchange {
  const { request } = signedExample({ url, ...recipe });
  const response = {
    ...exampleResponse(403, headers, body),
    receivedAtEpochMs: sent === null ? null : at(received),
  };
  return {
    request: { ...request, receivedAtEpochMs: sent === null ? null : at(sent) },
    response,
    answer: serverAnswer(response),
    reading: parseEnvelope(request),
  };
}

const skewed =
  "<Error><Code>RequestTimeTooSkewed</Code><RequestTime>20260102T030405Z</RequestTime><ServerTime>2026-01-02T03:24:06Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>";

describe("clientClockOffset", () => {
  it("is the answer's Date less the request's date", () => {
    expect(clientClockOffset(exchange({ headers: ranAhead }))).toEqual({
      offsetMs: 1_200_000,
      source: "answer-date",
    });
  });

  it("takes the time in AWS's own words before the Date", () => {
    expect(clientClockOffset(exchange({ headers: ranAhead, body: skewed }))).toEqual({
      offsetMs: 1_201_000,
      source: "answer-text",
    });
    const json =
      '{"message":"Signature expired: 20260102T030405Z is now earlier than 20260102T034500Z (20260102T035000Z - 5 min.)"}';
    expect(clientClockOffset(exchange({ body: json }))).toEqual({
      offsetMs: 2_755_000,
      source: "answer-text",
    });
    const early =
      '{"message":"Signature not yet current: 20260102T030405Z is still later than 20260102T024000Z (20260102T022500Z + 15 min.)"}';
    expect(clientClockOffset(exchange({ body: early }))?.offsetMs).toBe(-2_345_000);
  });

  it("leaves out the time between the request and its answer", () => {
    const slow = { headers: ranAhead, sent: "20260102T032005Z", received: "20260102T032805Z" };
    expect(clientClockOffset(exchange(slow))?.offsetMs).toBe(960_000);
  });

  it("says nothing by a cached answer, of a presigned URL, or without any time", () => {
    expect(clientClockOffset(exchange({ headers: [...ranAhead, ["Age", "12"]], body: skewed }))).toBeNull();
    expect(clientClockOffset(exchange({ headers: ranAhead }, { presignedSeconds: 60 }))).toBeNull();
    expect(clientClockOffset(exchange({}))).toBeNull();
  });
});

describe("ownClockOffset", () => {
  it("is the Date less the middle of the exchange", () => {
    const timed = { headers: ranAhead, sent: "20260102T030404Z", received: "20260102T030406Z" };
    expect(ownClockOffset(exchange(timed))).toEqual({ offsetMs: 1_200_000, source: "answer-date" });
  });

  it("is not told offline, by a cache, or by an exchange of more than a quarter of an hour", () => {
    expect(ownClockOffset(exchange({ headers: ranAhead }))).toBeNull();
    const timed = { sent: "20260102T030404Z", received: "20260102T030406Z" };
    expect(ownClockOffset(exchange({ ...timed, headers: [...ranAhead, ["Age", "0"]] }))).toBeNull();
    expect(
      ownClockOffset(exchange({ headers: ranAhead, sent: "20260102T030405Z", received: "20260102T031906Z" })),
    ).toBeNull();
  });
});

describe("statedTimes", () => {
  const answer = (body: string, headers: RawHeaders = []) =>
    serverAnswer(exampleResponse(403, headers, body));

  it("needs no request where the answer gives both times", () => {
    expect(statedTimes(answer(skewed), null)).toEqual({
      signedAtEpochMs: at("20260102T030405Z"),
      judgedAtEpochMs: at("20260102T032406Z"),
      windowSeconds: 900,
      presigned: false,
    });
  });

  it("takes the other time from the request and from the Date", () => {
    const reading = parseEnvelope(signedExample({ url }).request);
    if (reading.kind !== "read") throw new Error("the example is well-formed");
    const told = statedTimes(
      answer("<Error><Code>RequestTimeTooSkewed</Code></Error>", ranAhead),
      reading.envelope,
    );
    expect(told?.judgedAtEpochMs).toBe(at("20260102T032405Z"));
    expect(statedTimes(answer("<Error><Code>RequestTimeTooSkewed</Code></Error>"), null)).toBeNull();
  });

  it("knows a presigned URL by the request, whatever the words of the answer", () => {
    const reading = parseEnvelope(signedExample({ url, presignedSeconds: 60 }).request);
    if (reading.kind !== "read") throw new Error("the example is well-formed");
    const json =
      '{"message":"Signature expired: 20260102T030405Z is now earlier than 20260102T034500Z (20260102T035000Z - 5 min.)"}';
    expect(statedTimes(answer(json), reading.envelope)).toMatchObject({
      presigned: true,
      windowSeconds: 300,
    });
    expect(statedTimes(answer(json), null)?.presigned).toBe(false);
  });
});

describe("refusesTheDate", () => {
  it.each([
    [skewed, true],
    ["<Error><Code>RequestExpired</Code><Message>Request has expired.</Message></Error>", true],
    ["<Error><Code>AccessDenied</Code><Message>Request is not yet valid</Message></Error>", true],
    ["<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", false],
    ["<Error><Code>SignatureDoesNotMatch</Code></Error>", false],
  ] as const)("reads %s", (body, expected) => {
    expect(refusesTheDate(serverAnswer(exampleResponse(403, [], body)))).toBe(expected);
  });
});
