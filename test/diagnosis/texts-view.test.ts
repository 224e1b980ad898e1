import { describe, expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import { rebuiltRequest } from "../../src/diagnosis/rebuilt-request.ts";
import { signedTexts } from "../../src/diagnosis/signed-texts.ts";
import { shownFact, suspicion, textsView } from "../../src/diagnosis/texts-view.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";

function view(request: string, toSign: string | null) {
  const texts = signedTexts(request, toSign);
  const rebuilt = texts && rebuiltRequest(texts, { accessKeyId: null, signature: null });
  if (!texts || !rebuilt) throw new Error("no request");
  const subject = {
    id: "t",
    input: null,
    index: 0,
    request: rebuilt,
    response: null,
    selfCheck: null,
    nowEpochMs: null,
  };
  const { context } = examined(
    { ...subject, clientTexts: texts, origin: "client-texts" },
    createExaminer(noKnowledge, []),
  );
  return textsView({ ...context, texts });
}

describe("textsView", () => {
  it("knows the service by the scope, whatever the host", () => {
    const toSign = `AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${"0".repeat(64)}`;
    expect(view("GET\n/a\n\nhost:files.example.com\n\nhost\nUNSIGNED-PAYLOAD", toSign)).toMatchObject({
      side: "client",
      host: "files.example.com",
      service: "s3",
      isS3: true,
      presigned: false,
      scope: ["20260102", "us-east-1", "s3", "aws4_request"],
      signedDate: "20260102T030405Z",
    });
  });
  it("knows it by the host where there is no scope", () => {
    const text =
      "GET\n/a\n\nhost:sqs.us-east-1.amazonaws.com\nx-amz-date:20260102T030405Z\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD";
    expect(view(text, null)).toMatchObject({ service: "sqs", isS3: false, scope: null });
  });
});

describe("what is read", () => {
  it("is a fact, or says what would settle it", () => {
    expect(shownFact("d")).toEqual({ detail: "d", evidence: {}, likelihood: 1 });
    expect(suspicion("d", 0.5)).toMatchObject({
      likelihood: 0.5,
      settledBy: expect.stringContaining("other side"),
    });
  });
});
