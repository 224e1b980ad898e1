import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { Example, ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleKnowledge, exampleSecret, signedExample } from "../../src/diagnosis/example.ts";
import { chunkedExample } from "../../src/diagnosis/example-chunked.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import type { SignedRequest } from "../../src/interception/new-signature.ts";
import type { ResignDecision, ResignMode } from "../../src/interception/resign-plan.ts";
import { resignPlan } from "../../src/interception/resign-plan.ts";
import type { Knowledge } from "../../src/sigv4/known-credentials.ts";
import { rememberSigningKeys } from "../../src/sigv4/signing-key.ts";

const s3: ExampleRecipe = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b//c?x=%2F",
  body: "the body",
};
const sqs: ExampleRecipe = {
  method: "POST",
  url: "https://sqs.us-east-1.amazonaws.com/",
  service: "sqs",
  body: "the body",
};
const nowEpochMs = Date.parse("2026-01-02T03:04:05Z");

function headOf(request: CapturedRequest): CapturedRequest {
  return { ...request, body: wholeBody(new Uint8Array(0)) };
}

function decide(
  { request }: Example,
  mode: ResignMode = "mismatch",
  knowledge: Knowledge = exampleKnowledge(),
): ResignDecision {
  const known = { knowledge, keys: rememberSigningKeys(), nowEpochMs };
  const decision = resignPlan(headOf(request), null, mode, known);
  return decision.action === "await-body" ? resignPlan(headOf(request), request.body, mode, known) : decision;
}

function signed(example: Example, mode: ResignMode = "mismatch"): SignedRequest {
  const decision = decide(example, mode);
  if (decision.action !== "sign") throw new Error(`not signed: ${JSON.stringify(decision)}`);
  return decision.signed;
}

/** The verdict on the request as it goes out. */
function verdictOf({ request }: Example, { target, headers, openBody }: SignedRequest): string {
  const body = openBody?.() ?? null;
  const content = request.body.content ?? new Uint8Array(0);
  const pieces = body === null ? [content] : [body.add(content), body.end()].flat();
  const out = { ...request, target, headers, body: wholeBody(Buffer.concat(pieces as Uint8Array[])) };
  const subject = {
    id: "1",
    input: null,
    index: 0,
    request: out,
    response: null,
    selfCheck: null,
    nowEpochMs,
  };
  return examine(subject, createExaminer(exampleKnowledge())).verdict;
}

describe("a request whose signature does not match", () => {
  const another = { secret: "another" };
  const rows: readonly (readonly [string, Example])[] = [
    ["with its hash in the head", signedExample({ ...s3, ...another })],
    ["whose body must be read", signedExample({ ...sqs, ...another })],
    [
      "by a presigned URL",
      signedExample({ ...s3, method: "GET", body: "", presignedSeconds: 60, ...another }),
    ],
    ["in chunks", chunkedExample({ request: another })],
    [
      "in chunks with a trailer",
      chunkedExample({ request: another, trailers: [["x-amz-checksum-crc32", null]] }),
    ],
    [
      "with a query that was signed in the wrong order",
      signedExample({
        ...s3,
        url: `${s3.url}&b=2&a=1`,
        signedInput: (input) => ({ ...input, canonicalQuery: "b=2&a=1" }),
      }),
    ],
  ];
  for (const [name, example] of rows) {
    it(`is signed again: ${name}`, () => {
      const result = signed(example);
      expect(verdictOf(example, result)).toBe("valid");
      expect(result.source).toBe("profile example");
      const text = (value: unknown): string => JSON.stringify(value);
      const back = text([result.target, result.headers]).replace(result.signature, result.providedSignature);
      expect(back).toBe(text([example.request.target, example.request.headers]));
    });
  }

  it("does not get its last piece out where the body is not the one of its head", () => {
    const other = signedExample({
      ...s3,
      ...another,
      sent: (request) => ({ ...request, body: wholeBody(Buffer.from("another body")) }),
    });
    const body = signed(other).openBody?.();
    body?.add(other.request.body.content ?? new Uint8Array(0));
    expect(body?.end()).toEqual({ broken: "its body does not have the hash that it signs" });
  });

  it("goes as it came where a source that was named first holds another secret for its key id", () => {
    const knowledge = {
      credentials: [
        ...exampleKnowledge("another").credentials,
        ...exampleKnowledge(exampleSecret).credentials,
      ],
      signingKeys: [],
    };
    expect(decide(signedExample({ ...s3, ...another }), "mismatch", knowledge)).toEqual({
      action: "leave",
      reason: null,
    });
    expect(decide(signedExample(s3), "mismatch", knowledge).action).toBe("sign");
  });
});

describe("a request that goes as it came", () => {
  const silent = { action: "leave", reason: null };

  it("is a right one, also under a reading that AWS accepts beside the specification's", () => {
    expect(decide(signedExample(s3))).toEqual(silent);
    const plus = signedExample({
      ...s3,
      url: `${s3.url}&y=a+b`,
      signedInput: (input) => ({ ...input, canonicalQuery: "x=%2F&y=a%20b" }),
    });
    expect(decide(plus)).toEqual(silent);
    expect(verdictOf(plus, signed(plus, "all"))).toBe("valid");
    expect(decide(signedExample(s3), "all")).toEqual({
      action: "leave",
      reason: "its signature is right, so that signing it again gives the same",
    });
  });

  it("is unsigned, of an unknown key id, or of another scheme", () => {
    const bare = signedExample({
      ...s3,
      sent: (request) => ({
        ...request,
        headers: request.headers.filter(([name]) => name !== "Authorization"),
      }),
    });
    expect(decide(bare, "all")).toEqual(silent);
    expect(decide(signedExample({ ...s3, accessKeyId: "AKIAIOSFODNN7ANOTHER" }), "all")).toEqual(silent);
  });

  it("has an envelope, a date, a scope or a host that nothing is signed for, and the reason is told", () => {
    const reasons = [
      decide(signedExample({ ...s3, region: "eu-west-1" }), "all"),
      decide(signedExample({ ...s3, date: "20260102T025804Z" }), "all"),
      decide(signedExample({ ...s3, unsignedHeaders: [["x-amz-acl", "public-read"]] }), "all"),
      decide(signedExample({ ...s3, unsignedHeaders: [["Origin", "https://a.example"]] }), "all"),
      decide(signedExample({ ...s3, url: "https://localhost:4566/a" }), "all"),
      decide(
        signedExample({
          ...s3,
          sent: (request) => ({
            ...request,
            headers: request.headers.map(([name, value]) => [
              name,
              name === "Authorization" ? value.replace(/, Signature=.*/, "") : value,
            ]),
          }),
        }),
        "all",
      ),
    ].map((decision) => (decision.action === "leave" ? decision.reason : decision.action));
    expect(reasons).toEqual([
      "its credential scope names another region than its host",
      "its date is more than five minutes from now",
      "its header x-amz-acl is not signed",
      "a web page sent it",
      "its host is none of AWS",
      "its envelope is none of Signature Version 4 in good order",
    ]);
  });
});
