import { describe, expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { saysMismatch, serverReadTheSame, serverSawSignature } from "../../src/diagnosis/server-view.ts";

function answered(elements: (canonicalRequest: string) => string) {
  const { request, knowledge, nowEpochMs, signedCanonicalRequest } = signedExample({
    url: "https://b.s3.us-east-1.amazonaws.com/k",
  });
  const body = `<Error><Code>SignatureDoesNotMatch</Code>${elements(signedCanonicalRequest ?? "")}</Error>`;
  const subject = { id: "x", input: null, index: 0, request, selfCheck: null, nowEpochMs };
  const { context } = examined(
    { ...subject, response: exampleResponse(403, [], body) },
    createExaminer(knowledge, []),
  );
  if (context.answer === null) throw new Error("no answer was read");
  return { ...context, answer: context.answer };
}

describe("serverReadTheSame", () => {
  it("compares the canonical request the server shows", () => {
    expect(serverReadTheSame(answered((text) => `<CanonicalRequest>${text}</CanonicalRequest>`))).toBe(true);
    expect(
      serverReadTheSame(
        answered((text) => `<CanonicalRequest>${text.replace("/k", "/l")}</CanonicalRequest>`),
      ),
    ).toBe(false);
  });

  it("is false where the server shows nothing, or another hash", () => {
    expect(serverReadTheSame(answered(() => ""))).toBe(false);
    const other = `AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${"0".repeat(64)}`;
    expect(serverReadTheSame(answered(() => `<StringToSign>${other}</StringToSign>`))).toBe(false);
  });
});

describe("serverSawSignature", () => {
  it("is true of an answer about a signature and false without one", () => {
    expect(serverSawSignature(answered(() => "").answer)).toBe(true);
    expect(serverSawSignature({ ...answered(() => "").answer, code: "AccessDenied" })).toBe(false);
    expect(serverSawSignature(null)).toBe(false);
  });
});

describe("saysMismatch", () => {
  it("goes by the code, and by the words where there is no code", () => {
    const { answer } = answered(() => "");
    const message = "The request signature we calculated does not match the signature you provided.";
    expect(saysMismatch(answer)).toBe(true);
    expect(saysMismatch({ ...answer, code: null, message })).toBe(true);
    expect(saysMismatch({ ...answer, code: "AccessDenied", message })).toBe(false);
  });
});
