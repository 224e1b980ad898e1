// The faults of time in the three ways in which they are met: live, offline by the answer's Date, offline by AWS's words alone.
import { describe, expect, it } from "vitest";
import { rememberClientClocks } from "../../src/diagnosis/client-clocks.ts";
import type { Examination } from "../../src/diagnosis/examination.ts";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleKnowledge, exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import type { CapturedResponse } from "../../src/http/captured-exchange.ts";
import { at } from "../support/prediction-facts.ts";

const s3: ExampleRecipe = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt" };
const link: ExampleRecipe = { ...s3, presignedSeconds: 300 };
const sts: ExampleRecipe = {
  url: "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity",
  service: "sts",
};
const examiner = createExaminer(exampleKnowledge());

interface Seen {
  readonly recipe: ExampleRecipe;
  readonly response: CapturedResponse | null;
  readonly now: string | null;
}

function seen({ recipe, response, now }: Seen): Examination {
  const { request } = signedExample(recipe);
  const nowEpochMs = now === null ? null : at(now);
  return examine(
    { id: "x", input: null, index: 0, request, response, selfCheck: null, nowEpochMs },
    examiner,
  );
}

const dated = (server: string): CapturedResponse =>
  exampleResponse(403, [["Date", new Date(at(server)).toUTCString()]], "");
const iso = (text: string): string => new Date(at(text)).toISOString().replace(".000Z", "Z");

const tooSkewed = (server: string): CapturedResponse =>
  exampleResponse(
    403,
    [],
    `<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>20260102T030405Z</RequestTime><ServerTime>${iso(server)}</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>`,
  );
const denied = (message: string, server: string): CapturedResponse =>
  exampleResponse(
    403,
    [],
    `<Error><Code>AccessDenied</Code><Message>${message}</Message><ServerTime>${iso(server)}</ServerTime></Error>`,
  );
const expired = (server: string, limit: string): CapturedResponse =>
  exampleResponse(
    403,
    [],
    `<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>Signature expired: 20260102T030405Z is now earlier than ${limit} (${server} - 15 min.)</Message></Error></ErrorResponse>`,
  );

/** Requests dated 03:04:05 against the service's time. */
const cases = [
  ["clock-skew", s3, "20260102T032605Z", tooSkewed],
  ["clock-skew", s3, "20260102T024105Z", tooSkewed],
  ["timezone-local-as-utc", s3, "20260102T080405Z", tooSkewed],
  ["timezone-local-as-utc", s3, "20260102T040348Z", tooSkewed],
  ["timezone-local-as-utc", s3, "20260101T213410Z", tooSkewed],
  ["presign-expired", link, "20260102T031000Z", (at_: string) => denied("Request has expired", at_)],
  [
    "presign-not-yet-valid",
    link,
    "20260102T023000Z",
    (at_: string) => denied("Request is not yet valid", at_),
  ],
] as const;

describe.each(cases)("%s (%#)", (fault, recipe, server, refusal) => {
  it("is seen live, by our own clock", () => {
    expect(seen({ recipe, response: null, now: server }).causes).toEqual([fault]);
    expect(seen({ recipe, response: refusal(server), now: server }).causes).toEqual([fault]);
  });

  it("is seen offline by the answer's Date", () => {
    expect(seen({ recipe, response: dated(server), now: null }).causes).toEqual([fault]);
  });

  it("is seen offline by AWS's words alone", () => {
    const examination = seen({ recipe, response: refusal(server), now: null });
    expect(examination.causes).toEqual([fault]);
    expect(examination.findings.find(({ rule }) => rule === fault)?.certainty).toBe("reported");
  });

  it("is seen where our own clock is as wrong as the client's", () => {
    expect(seen({ recipe, response: refusal(server), now: "20260102T030406Z" }).causes).toEqual([fault]);
  });
});

describe("signed-too-early", () => {
  const fresh: ExampleRecipe = { ...s3, unsignedHeaders: [["Date", "Fri, 02 Jan 2026 03:24:04 GMT"]] };

  it.each([
    ["live", null, "20260102T032405Z"],
    ["by the Date", dated("20260102T032405Z"), null],
  ] as const)("is seen %s", (_, response, now) => {
    expect(seen({ recipe: fresh, response, now }).causes).toEqual(["signed-too-early"]);
  });

  it("is suspected no more than a clock where the same call is tried again, or its trace id is fresh", () => {
    for (const header of [
      ["amz-sdk-request", "attempt=2; max=3"],
      ["X-Amzn-Trace-Id", `Root=1-${(at("20260102T032400Z") / 1000).toString(16)}-0123456789abcdef01234567`],
    ] as const) {
      const recipe = { ...s3, unsignedHeaders: [header] };
      const { causes, findings } = seen({ recipe, response: null, now: "20260102T032405Z" });
      expect(causes).toEqual(["signed-too-early"]);
      expect(findings[0]?.evidence.alsoPossible).toEqual(["clock-skew"]);
    }
  });

  it("is told from a wrong clock by the others on the connection", () => {
    expect(judged([]).causes).toEqual(["clock-skew"]);
    const held = judged([["20260102T032400Z", "20260102T032401Z"]]);
    expect(held.causes).toEqual(["signed-too-early"]);
    expect(held.findings[0]?.detail).toContain("another request on this connection carries the right time");
  });

  it("is not said of a clock that is off as much in another request", () => {
    const found = judged([["20260102T030000Z", "20260102T032000Z"]]).findings[0];
    expect(found?.rule).toBe("clock-skew");
    expect(found?.detail).toContain("is off by the same time");
    expect(found?.evidence.alsoPossible).toBeUndefined();
  });

  it("is not said of an SDK whose clock is wrong and that tries again", () => {
    const found = judged([["20260102T030000Z", "20260102T032000Z"]], [["amz-sdk-request", "attempt=2"]]);
    expect(found.causes).toEqual(["clock-skew"]);
  });
});

/** A request dated 03:04:05 that arrives at 03:24:05 on a connection with earlier requests, dated and answered so. */
function judged(
  earlier: readonly (readonly [date: string, server: string])[],
  headers: ExampleRecipe["unsignedHeaders"] = [],
): Examination {
  const connection = { connectAuthority: null, sni: null, client: "127.0.0.1:50000", tlsVersion: null };
  const clocks = rememberClientClocks();
  for (const [date, server] of earlier) {
    const one = seen({ recipe: { ...s3, date }, response: dated(server), now: null });
    clocks.note({ ...one, request: { ...one.request, connection } });
  }
  const request = { ...signedExample({ ...s3, unsignedHeaders: headers }).request, connection };
  const nowEpochMs = at("20260102T032405Z");
  const subject = { id: "x", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs };
  return examine({ ...subject, clientClock: clocks.of(request) }, examiner);
}

describe("a time zone", () => {
  it("is not said of a clock that drifts through its offset", () => {
    const connection = { connectAuthority: null, sni: null, client: "127.0.0.1:50000", tlsVersion: null };
    const clocks = rememberClientClocks();
    const one = seen({
      recipe: { ...s3, date: "20260102T020000Z" },
      response: dated("20260102T025400Z"),
      now: null,
    });
    clocks.note({ ...one, request: { ...one.request, connection } });
    const request = { ...signedExample(s3).request, connection };
    const subject = { id: "x", input: null, index: 0, request, response: null, selfCheck: null };
    const nowEpochMs = at("20260102T040405Z");
    const alone = examine({ ...subject, nowEpochMs }, examiner);
    expect(alone.causes).toEqual(["timezone-local-as-utc"]);
    const beside = examine({ ...subject, nowEpochMs, clientClock: clocks.of(request) }, examiner);
    expect(beside.causes).toEqual(["clock-skew"]);
    expect(beside.findings[0]?.evidence.alsoPossible).toEqual(["signed-too-early"]);
  });
});

describe("a presigned URL of a Query service", () => {
  it("has expired, though the answer speaks of a signature", () => {
    const recipe = { ...sts, presignedSeconds: 60 };
    const response = expired("20260102T033000Z", "20260102T031500Z");
    expect(seen({ recipe, response, now: null }).causes).toEqual(["presign-expired"]);
  });
});

describe("EC2, which gives no reason", () => {
  it("is read by its Date", () => {
    const recipe = { url: "https://ec2.us-east-1.amazonaws.com/?Action=DescribeRegions", service: "ec2" };
    const body =
      "<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message></Error></Errors></Response>";
    const response = exampleResponse(401, [["Date", "Fri, 02 Jan 2026 03:26:05 GMT"]], body);
    expect(seen({ recipe, response, now: "20260102T030405Z" }).causes).toEqual(["clock-skew"]);
  });
});

describe("our own wrong clock", () => {
  it("does not add to the client's: the service's own times count where it gives them", () => {
    const found = seen({ recipe: s3, response: tooSkewed("20260102T032405Z"), now: "20260102T040405Z" });
    expect(found.causes).toEqual(["clock-skew"]);
    expect(found.findings[0]?.evidence).toMatchObject({
      skewSeconds: -1200,
      judgedAt: "2026-01-02T03:24:05Z",
    });
  });

  it("accuses nobody when the service took the request", () => {
    const response = exampleResponse(200, [["Date", "Fri, 02 Jan 2026 03:04:06 GMT"]], "");
    expect(seen({ recipe: s3, response, now: "20260102T032605Z" }).causes).toEqual([]);
    expect(seen({ recipe: link, response, now: "20260102T032605Z" }).causes).toEqual([]);
  });

  it("accuses nobody when the service refused for another reason in time", () => {
    const response = exampleResponse(
      403,
      [["Date", "Fri, 02 Jan 2026 03:04:06 GMT"]],
      "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
    );
    expect(seen({ recipe: s3, response, now: "20260102T032605Z" }).causes).toEqual([]);
  });
});
