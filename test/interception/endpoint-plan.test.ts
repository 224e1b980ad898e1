import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { Example, ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleKnowledge, exampleSecret, signedExample } from "../../src/diagnosis/example.ts";
import { chunkedExample } from "../../src/diagnosis/example-chunked.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import type { EndpointDecision } from "../../src/interception/endpoint-plan.ts";
import { endpointPlan } from "../../src/interception/endpoint-plan.ts";
import type { BodyPieces } from "../../src/interception/outgoing-body.ts";
import type { Knowledge } from "../../src/sigv4/known-credentials.ts";
import { rememberSigningKeys } from "../../src/sigv4/signing-key.ts";

const nowEpochMs = Date.parse("2026-01-02T03:04:05Z");
const put: ExampleRecipe = {
  method: "PUT",
  url: "http://127.0.0.1:8080/lab-bucket/a%20b//c",
  service: "s3",
  body: "the body",
};

function decide(
  { request }: Example,
  bucket: string | null = null,
  knowledge: Knowledge = exampleKnowledge(),
): EndpointDecision {
  const head = { ...request, body: wholeBody(new Uint8Array(0)) };
  const known = { knowledge, keys: rememberSigningKeys(), nowEpochMs };
  const decision = endpointPlan(head, null, { bucket }, known);
  return decision.action === "await-body" ? endpointPlan(head, request.body, { bucket }, known) : decision;
}

/** Where a request goes, and the verdict on it there; or why it goes nowhere. */
function outcome(example: Example, bucket: string | null = null): readonly string[] {
  const decision = decide(example, bucket);
  if (decision.action !== "sign") return [decision.action, "reason" in decision ? decision.reason : ""];
  const { target, headers, openBody } = decision.signed;
  const body = openBody?.() ?? null;
  const content = example.request.body.content ?? new Uint8Array(0);
  const pieces: readonly BodyPieces[] = body === null ? [[content]] : [body.add(content), body.end()];
  const broken = pieces.find((each) => "broken" in each);
  if (broken && "broken" in broken) return [decision.host, broken.broken];
  const request: CapturedRequest = {
    ...example.request,
    authority: decision.host,
    target,
    headers,
    body: wholeBody(Buffer.concat(pieces.flat() as Uint8Array[])),
  };
  const subject = { id: "1", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs };
  return [decision.host, examine(subject, createExaminer(exampleKnowledge())).verdict];
}

const s3 = "s3.us-east-1.amazonaws.com";

describe("a request that was signed right for the endpoint", () => {
  it("is signed again for the host that its scope means", () => {
    expect(outcome(signedExample(put))).toEqual([s3, "valid"]);
    expect(outcome(signedExample({ ...put, region: "cn-north-1" }))).toEqual([
      "s3.cn-north-1.amazonaws.com.cn",
      "valid",
    ]);
    const sqs = {
      ...put,
      method: "POST",
      url: "http://127.0.0.1:8080/",
      service: "sqs",
    };
    expect(outcome(signedExample(sqs))).toEqual(["sqs.us-east-1.amazonaws.com", "valid"]);
  });

  it("may be a presigned URL, and name its bucket in its Host", () => {
    const presigned = { ...put, method: "GET", body: "", presignedSeconds: 60 };
    expect(outcome(signedExample(presigned))).toEqual([s3, "valid"]);
    const virtual = { ...put, url: "http://lab-bucket.localhost:8080/a" };
    expect(outcome(signedExample(virtual), "lab-bucket")).toEqual([`lab-bucket.${s3}`, "valid"]);
    expect(
      outcome(signedExample({ ...virtual, service: "sqs", method: "GET", body: "" }), "lab-bucket"),
    ).toEqual(["refuse", "its Host names a bucket, and its credential scope another service than S3"]);
  });

  it("is signed again chunk by chunk, once each chunk came out", () => {
    const url = "http://127.0.0.1:8080/lab-bucket/a";
    const trailers = [["x-amz-checksum-crc32", null]] as const;
    expect(outcome(chunkedExample({ trailers, request: { url, service: "s3" } }))).toEqual([s3, "valid"]);
    const changed = chunkedExample({
      request: { url, service: "s3" },
      framed: (body) => body.replace(/a/, "b"),
    });
    const framed = chunkedExample({
      request: { url, service: "s3" },
      framed: (body) => body.replace(/(chunk-signature=\w+\r\n)./, "$1_"),
    });
    expect(outcome(framed)).toEqual([s3, "a signature in its body does not match"]);
    expect(outcome(changed)[1]).not.toBe("valid");
    const cut = chunkedExample({ request: { url, service: "s3" }, framed: (body) => body.slice(0, -90) });
    expect(outcome(cut)).toEqual([s3, "its body ends before its last chunk"]);
  });
});

describe("a request that is not to be signed", () => {
  const reason = (recipe: Partial<ExampleRecipe>, knowledge?: Knowledge): string => {
    const decision = decide(signedExample({ ...put, ...recipe }), null, knowledge);
    return decision.action === "refuse" ? decision.reason : decision.action;
  };

  it("carries no signature, another's key id, or a wrong signature", () => {
    const bare = (request: CapturedRequest): CapturedRequest => ({
      ...request,
      headers: [["Host", "127.0.0.1:8080"]],
    });
    expect(reason({ sent: bare })).toBe("it has no signature of Signature Version 4 in good order");
    expect(reason({ accessKeyId: "AKIAIOSFODNN7ANOTHER" })).toBe("no secret is known for its key id");
    expect(reason({ secret: "another" })).toBe("its signature does not match");
    const twice = {
      credentials: [
        ...exampleKnowledge(exampleSecret).credentials,
        ...exampleKnowledge("another").credentials,
      ],
      signingKeys: [],
    };
    expect(reason({ secret: "another" }, twice)).toBe("its signature does not match");
  });

  it("was signed for another Host than it was sent to", () => {
    const sent = (request: CapturedRequest): CapturedRequest => ({
      ...request,
      authority: "localhost:8080",
      headers: request.headers.map(([name, value]) => [
        name,
        name.toLowerCase() === "host" ? "localhost:8080" : value,
      ]),
    });
    expect(reason({ sent })).toBe("its signature does not match");
  });

  it("comes late, from a page, with headers added, or for a host that no table tells", () => {
    expect(reason({ date: "20260102T025903Z" })).toBe("its date is more than five minutes from now");
    expect(reason({ unsignedHeaders: [["Origin", "null"]] })).toBe("a web page sent it");
    expect(reason({ unsignedHeaders: [["x-amz-acl", "public-read"]] })).toBe(
      "its header x-amz-acl is not signed",
    );
    expect(reason({ service: "evil.example/" })).not.toBe("sign");
    expect(reason({ service: "no-such-service" })).toBe(
      "no table tells the host that its credential scope means",
    );
    expect(reason({ region: "evil.example" })).toBe(
      "no table tells the host that its credential scope means",
    );
  });

  it("has another body than its head says", () => {
    const sent = (request: CapturedRequest): CapturedRequest => ({
      ...request,
      body: wholeBody(Buffer.from("The body")),
    });
    expect(outcome(signedExample({ ...put, sent }))).toEqual([
      s3,
      "its body does not have the hash that it signs",
    ]);
  });
});
