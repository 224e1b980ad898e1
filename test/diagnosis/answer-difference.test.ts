import { describe, expect, it } from "vitest";
import type { Examination, Finding } from "../../src/diagnosis/examination.ts";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleKnowledge, exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import type { CapturedResponse } from "../../src/http/captured-exchange.ts";
import { sha256Hex } from "../../src/http/digest.ts";
import type { RawHeaders } from "../../src/http/raw-headers.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { at } from "../support/prediction-facts.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const id = "answer-differs-from-prediction";

interface Case {
  readonly recipe?: Partial<ExampleRecipe>;
  readonly response: CapturedResponse;
  readonly now?: string | null;
  readonly known?: boolean;
}

function examined({ recipe = {}, response, now = "20260102T030405Z", known = true }: Case): Examination {
  const { request } = signedExample({ url, ...recipe });
  const received =
    response.receivedAtEpochMs === null ? {} : { receivedAtEpochMs: response.receivedAtEpochMs - 1000 };
  const subject = {
    id: "x",
    input: null,
    index: 0,
    request: { ...request, ...received },
    response,
    selfCheck: null,
    nowEpochMs: now === null ? null : at(now),
  };
  return examine(subject, createExaminer(known ? exampleKnowledge() : noKnowledge));
}

function difference(given: Case): Finding | null {
  const { findings, causes } = examined(given);
  expect(causes).not.toContain(id);
  return findings.find(({ rule }) => rule === id) ?? null;
}

const s3Error = (code: string, more = "", headers: RawHeaders = [], status = 403): CapturedResponse =>
  exampleResponse(status, headers, `<Error><Code>${code}</Code><Message>m</Message>${more}</Error>`);
const toSign = (hash: string): string =>
  `<StringToSign>AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${hash}</StringToSign>`;

describe("a valid signature that AWS calls a mismatch", () => {
  it("names the three things that remain where AWS shows nothing", () => {
    const found = difference({ response: s3Error("SignatureDoesNotMatch") });
    expect(found).toMatchObject({ severity: "warning", certainty: "observed", isCause: false });
    expect(found?.detail).toBe(
      "Predicted was success, AWS answered 403 SignatureDoesNotMatch. The secret known here gives the client's signature. AWS does not show its string to sign, so three things remain: AWS holds another secret for this key id, something between here and AWS changed the request, or AWS still uses a key that was replaced a moment ago.",
    );
    expect(found?.evidence).toEqual({
      predictedStatus: 200,
      predictedCode: null,
      answeredStatus: 403,
      answeredCode: "SignatureDoesNotMatch",
      serverHash: null,
    });
  });

  it("says by the hash that AWS holds another secret", () => {
    const { signedCanonicalRequest } = signedExample({ url });
    const response = s3Error("SignatureDoesNotMatch", toSign(sha256Hex(signedCanonicalRequest ?? "")));
    const found = difference({ response });
    expect(found?.detail).toContain("so AWS holds another secret for this key id");
    expect(found?.evidence.serverHash).toBe("equal");
    expect(found?.severity).toBe("note");
  });

  it("says by the hash that something changed the request after us", () => {
    const response = s3Error("SignatureDoesNotMatch", toSign("0".repeat(64)));
    const found = difference({ response });
    expect(found?.detail).toContain("something between here and AWS changed it");
    expect(found?.evidence.serverHash).toBe("different");
  });
});

describe("a mismatch that AWS took", () => {
  it("shows that another secret is known here, or another reading there", () => {
    const found = difference({ recipe: { secret: "another" }, response: exampleResponse(200, [], "") });
    expect(found?.detail).toContain("countersign knows another secret for this key id than AWS");
    expect(found?.severity).toBe("warning");
  });
});

describe("a complaint of time while our clock says fine", () => {
  it("shows that our own clock is wrong", () => {
    const response = {
      ...s3Error("RequestTimeTooSkewed", "<ServerTime>2026-01-02T03:24:05Z</ServerTime>"),
      receivedAtEpochMs: at("20260102T030406Z"),
    };
    const found = difference({ response });
    expect(found?.detail).toContain("The clock that countersign judged by is 20 minutes behind AWS's");
    expect(found?.evidence.clockOffsetSeconds).toBe(1200);
    expect(found?.severity).toBe("note");
  });

  it("shows a cache by Age", () => {
    const response = s3Error("RequestTimeTooSkewed", "<ServerTime>2026-01-02T03:24:05Z</ServerTime>", [
      ["Age", "60"],
    ]);
    expect(difference({ response })?.detail).toContain("a cache gave it");
  });

  it("leaves the wait on the way where the clocks agree", () => {
    const response = s3Error("RequestTimeTooSkewed", "", [["Date", "Fri, 02 Jan 2026 03:04:30 GMT"]]);
    expect(difference({ response })?.detail).toContain("the request waited on its way");
  });

  it("is no difference where nobody judged the time", () => {
    expect(difference({ response: s3Error("RequestTimeTooSkewed"), now: null })).toBeNull();
  });

  it("shows the same where AWS took what our clock calls late", () => {
    const response = exampleResponse(200, [["Date", "Fri, 02 Jan 2026 03:04:06 GMT"]], "");
    const found = difference({ response, now: "20260102T033405Z" });
    expect(found?.detail).toBe(
      "Predicted was 403 RequestTimeTooSkewed, AWS answered success. The clock that countersign judged by is 29 minutes 59 seconds ahead of AWS's: it is wrong, not the prediction.",
    );
  });
});

describe("other answers than predicted", () => {
  const early = { recipe: { region: "eu-west-1" } };

  it("are a code that no table has", () => {
    expect(difference({ ...early, response: s3Error("SlowDownPlease", "", [], 400) })?.detail).toContain(
      "no refusal of a signature in the tables",
    );
  });

  it("are another order of checks", () => {
    expect(difference({ ...early, response: s3Error("SignatureDoesNotMatch") })?.detail).toBeDefined();
    expect(difference({ ...early, response: s3Error("MissingAuthenticationToken") })?.detail).toContain(
      "makes this check earlier",
    );
  });

  it("are a key or token that AWS refuses", () => {
    const found = difference({ response: s3Error("InvalidAccessKeyId") });
    expect(found?.detail).toContain("AWS looked at the access key id and refused it");
    expect(found?.severity).toBe("note");
    expect(difference({ response: s3Error("ExpiredToken", "", [], 400) })?.detail).toContain("session token");
  });

  it("are a service that takes what others refuse", () => {
    expect(difference({ ...early, response: exampleResponse(200, [], "") })?.detail).toContain(
      "more forgiving",
    );
  });
});

describe("no difference", () => {
  it.each([
    ["a success", { response: exampleResponse(200, [], "") }],
    ["a refusal by policy", { response: s3Error("AccessDenied") }],
    ["a missing key", { response: s3Error("NoSuchKey", "", [], 404) }],
    ["the predicted mismatch", { recipe: { secret: "x" }, response: s3Error("SignatureDoesNotMatch") }],
    [
      "a mismatch in another dialect",
      { recipe: { secret: "x" }, response: s3Error("InvalidSignatureException") },
    ],
    ["a failing service", { recipe: { secret: "x" }, response: s3Error("InternalError", "", [], 500) }],
    ["an unknown secret and a mismatch", { known: false, response: s3Error("SignatureDoesNotMatch") }],
    ["an unknown secret and an unknown key", { known: false, response: s3Error("InvalidAccessKeyId") }],
    [
      "an unsigned request that is welcome",
      {
        recipe: {
          sent: (request) => ({
            ...request,
            headers: request.headers.filter(([name]) => name !== "Authorization"),
          }),
        },
        response: exampleResponse(200, [], ""),
      },
    ],
  ] satisfies readonly (readonly [string, Case])[])("is %s", (_, given) => {
    expect(difference(given)).toBeNull();
  });
});
