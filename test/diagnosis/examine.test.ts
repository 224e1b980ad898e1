import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createExaminer, examine, needsSearch } from "../../src/diagnosis/examine.ts";
import type { Example } from "../../src/diagnosis/example.ts";
import { exampleKnowledge, exampleResponse, signedExample, withHeader } from "../../src/diagnosis/example.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a";
const subjectOf = ({ request, response, nowEpochMs }: Example) => ({
  id: "1",
  input: null,
  index: 0,
  request,
  response,
  selfCheck: null,
  nowEpochMs,
});
const examineExample = (example: Example) => examine(subjectOf(example), createExaminer(example.knowledge));

describe("examine", () => {
  it("finds a correct request valid, with no finding, no cause and a successful prediction", () => {
    const { verdict, findings, causes, prediction, departures } = examineExample(signedExample({ url }));
    expect([verdict, findings, causes, departures]).toEqual(["valid", [], [], []]);
    expect(prediction).toMatchObject({ status: 200, code: null });
  });
  it("predicts success of a right request that the service took, as of one without an answer", () => {
    const example = signedExample({ url });
    const taken = examineExample({ ...example, response: exampleResponse(200, [], "") });
    expect(taken.prediction).toEqual(examineExample(example).prediction);
    expect([taken.prediction?.dialect, taken.agrees]).toEqual(["s3", true]);
  });
  it("does not take a complaint about something else for a disagreement", () => {
    const example = signedExample({ url });
    const answered = (status: number, code: string) => {
      const body = `<Error><Code>${code}</Code><Message>m</Message></Error>`;
      return examineExample({
        ...example,
        response: exampleResponse(status, [["Content-Type", "application/xml"]], body),
      }).agrees;
    };
    expect([
      answered(404, "NoSuchKey"),
      answered(403, "AccessDenied"),
      answered(403, "SignatureDoesNotMatch"),
    ]).toEqual([true, true, false]);
  });
  it("tells the five verdicts apart", () => {
    const signed = signedExample({ url });
    const verdictOf = (request: CapturedRequest, knowledge = signed.knowledge) =>
      examineExample({ ...signed, request, knowledge }).verdict;
    expect(verdictOf(signed.request)).toBe("valid");
    expect(verdictOf(signed.request, exampleKnowledge("another"))).toBe("mismatch");
    expect(verdictOf(withHeader(signed.request, "Authorization", "AWS4-HMAC-SHA256 Credential=a"))).toBe(
      "malformed",
    );
    expect(verdictOf(withHeader(signed.request, "Authorization", null))).toBe("unsigned");
    expect(verdictOf(withHeader(signed.request, "Authorization", "Bearer x"))).toBe("unsigned");
    expect(verdictOf(signed.request, noKnowledge)).toBe("unverifiable");
    expect(verdictOf(withHeader(signed.request, "Authorization", "AWS A:b"))).toBe("unverifiable");
  });
  it("names the accepted reading in a note and calls the request valid", () => {
    const plus = signedExample({
      url: `${url}?p=a+b`,
      signedInput: (input) => ({ ...input, canonicalQuery: "p=a%20b" }),
    });
    const { verdict, findings, departures, causes } = examineExample(plus);
    expect([verdict, departures, causes]).toEqual(["valid", ["a + in the query was signed as a blank"], []]);
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([["accepted-reading", "note"]]);
  });
  it("accuses itself when the bytes sent were not the bytes received", () => {
    const example = signedExample({ url });
    const selfCheck = { equal: false, differences: ["header x-a: sent as b, received as c"] };
    const { findings } = examine({ ...subjectOf(example), selfCheck }, createExaminer(example.knowledge));
    expect(findings[0]).toMatchObject({
      rule: "proxy-altered-request",
      severity: "error",
      certainty: "observed",
    });
  });
  it("searches for a proof of a mismatch, and among other secrets for an unknown key id", () => {
    const example = signedExample({ url });
    const of = (knowledge: typeof example.knowledge) => {
      const examiner = createExaminer(knowledge);
      return needsSearch(examine(subjectOf(example), examiner), examiner);
    };
    expect([
      of(example.knowledge),
      of(exampleKnowledge("x")),
      of(noKnowledge),
      of(exampleKnowledge("x", "AKIAOTHER")),
    ]).toEqual([false, true, false, true]);
  });
  it("gives an examination for any request at all", () => {
    const text = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
      maxLength: 60,
    });
    const name = fc.oneof(
      text,
      fc.constantFrom(
        "Host",
        "Authorization",
        "X-Amz-Date",
        "X-Amz-Content-Sha256",
        "Content-Type",
        "Date",
        "X-Amz-Security-Token",
      ),
    );
    const value = fc.oneof(
      text,
      fc.constantFrom(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00",
        "20260102T030405Z",
        "s3.amazonaws.com",
      ),
    );
    const target = fc.oneof(
      text,
      fc.constantFrom("/", "*", "/?X-Amz-Signature=a&X-Amz-Credential=%2F%2F%2F%2F", "//", "/%"),
    );
    const examiner = createExaminer(exampleKnowledge());
    fc.assert(
      fc.property(
        text,
        target,
        fc.array(fc.tuple(name, value), { maxLength: 6 }),
        text,
        (method, path, headers, body) => {
          const request = {
            ...signedExample({ url }).request,
            method,
            target: path,
            headers,
            authority: headers[0]?.[1] ?? "",
            body: wholeBody(latin1Bytes(body)),
          };
          const examination = examine(
            { id: "1", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs: 0 },
            examiner,
          );
          expect(["valid", "mismatch", "malformed", "unsigned", "unverifiable"]).toContain(
            examination.verdict,
          );
        },
      ),
      { numRuns: 2000, seed: 3 },
    );
  });
});
