import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { examinationJson, isoTime } from "../../src/report/examination-json.ts";
import { examined } from "../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const token = "IQoJb3JpZ2luX2VjEPn//////////wEaCXVzLWVhc3QtMSJHMEUCIQDx+canary/token==";

async function json(recipe: ExampleRecipe, signature: "full" | "short" = "full") {
  return examinationJson(await examined(signedExample(recipe), []), { signature });
}

describe("examination JSON", () => {
  it("has exactly the fields scripts rely on, for a valid request", async () => {
    const { findings, causes, prediction, ...rest } = await json({ url });
    const provided = /Signature=([0-9a-f]{64})/.exec(rest.request.headers.flat().join(" "))?.[1];
    expect(rest).toEqual({
      schema: "countersign.examination/1",
      id: "test",
      input: null,
      index: 0,
      time: "2026-01-02T03:04:05.000Z",
      request: {
        method: "GET",
        scheme: "https",
        authority: "examplebucket.s3.us-east-1.amazonaws.com",
        target: "/report.json",
        httpVersion: "1.1",
        headers: [
          ["Host", "examplebucket.s3.us-east-1.amazonaws.com"],
          ["X-Amz-Date", "20260102T030405Z"],
          ["X-Amz-Content-Sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
          [
            "Authorization",
            `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${provided}`,
          ],
        ],
        bodyBytes: 0,
        bodySha256Hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      },
      connection: null,
      endpoint: { service: "s3", signingName: "s3", region: "us-east-1", partition: "aws", certain: true },
      envelope: {
        form: "authorization-header",
        algorithm: "AWS4-HMAC-SHA256",
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
        credentialScope: { date: "20260102", region: "us-east-1", service: "s3", terminator: "aws4_request" },
        signedHeaders: ["host", "x-amz-content-sha256", "x-amz-date"],
        providedSignature: provided,
        amzDate: "20260102T030405Z",
        expiresSeconds: null,
        sessionToken: "absent",
      },
      verdict: "valid",
      derivation: {
        canonicalRequest:
          "GET\n/report.json\n\nhost:examplebucket.s3.us-east-1.amazonaws.com\nx-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nx-amz-date:20260102T030405Z\n\nhost;x-amz-content-sha256;x-amz-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        stringToSign:
          "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\ne932f85c0161c6f6faa190ecc1d868517a2c411ccb3a1f9c2c172af363f45f27",
        calculatedSignature: provided,
      },
      proof: null,
      response: null,
      search: null,
    });
    expect([findings, causes, prediction]).toEqual([[], [], { status: 200, code: null, message: null }]);
  });

  it("tells the parts of a presigned URL", async () => {
    const { envelope } = await json({ url, presignedSeconds: 900, sessionToken: token });
    expect(envelope).toMatchObject({
      form: "presigned-url",
      amzDate: "20260102T030405Z",
      expiresSeconds: 900,
      sessionToken: "signed",
      signedHeaders: ["host"],
    });
  });

  it("gives a form to requests without an AWS envelope, and nothing else", async () => {
    const none = await json({ url, sent: (request) => withHeader(request, "Authorization", null) });
    const bearer = await json({ url, sent: (request) => withHeader(request, "Authorization", "Bearer abc") });
    const nothing = { algorithm: null, accessKeyId: null, credentialScope: null, signedHeaders: null };
    expect(none.envelope).toMatchObject({ form: "none", ...nothing, providedSignature: null });
    expect(bearer.envelope).toMatchObject({ form: "bearer", ...nothing, providedSignature: null });
    expect([none.verdict, bearer.verdict]).toEqual(["unsigned", "unsigned"]);
  });

  it("gives what can be read of a broken envelope", async () => {
    const broken = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request";
    const { envelope, verdict } = await json({
      url,
      sent: (request) => withHeader(request, "Authorization", broken),
    });
    expect(verdict).toBe("malformed");
    expect(envelope).toMatchObject({
      form: "authorization-header",
      algorithm: "AWS4-HMAC-SHA256",
      providedSignature: null,
    });
  });

  it("knows no endpoint for a host that is not AWS's", async () => {
    expect((await json({ url: "https://store.example.test/a" })).endpoint).toBeNull();
  });

  it("shows the answer beside the prediction", async () => {
    const body =
      "<Error><Code>SignatureDoesNotMatch</Code><Message>No match</Message><RequestId>ABC</RequestId></Error>";
    const date: [string, string] = ["Date", "Fri, 02 Jan 2026 03:04:06 GMT"];
    const { response } = await json({ url, response: exampleResponse(403, [date], body) });
    expect(response).toEqual({
      status: 403,
      code: "SignatureDoesNotMatch",
      message: "No match",
      requestId: "ABC",
      serverDate: "2026-01-02T03:04:06.000Z",
      agrees: false,
    });
  });

  it("carries the proof with its changes", async () => {
    const recipe: ExampleRecipe = {
      url,
      headers: [["Content-Type", "text/plain"]],
      sent: (request) => withHeader(request, "Content-Type", "text/plain; charset=utf-8"),
    };
    const found = examinationJson(await examined(signedExample(recipe)), { signature: "full" });
    expect(found.causes).toEqual(["content-type-changed"]);
    expect(found.proof).toMatchObject({
      changes: [{ part: "header content-type", from: "text/plain; charset=utf-8", to: "text/plain" }],
      reproduces: true,
    });
    expect(found.proof?.canonicalRequest).toContain("\ncontent-type:text/plain\n");
    expect(found.search?.tried).toBeGreaterThan(0);
  });

  it("shows no signature whole in the short view, neither the client's nor ours", async () => {
    const sent: ExampleRecipe["sent"] = (request) => ({ ...request, target: "/other" });
    for (const recipe of [
      { url, sent },
      { url, presignedSeconds: 60 },
    ]) {
      const full = await json(recipe);
      const text = JSON.stringify(await json(recipe, "short"));
      expect(text).not.toContain(full.envelope.providedSignature);
      expect(text).not.toContain(full.derivation?.calculatedSignature);
    }
  });

  it("never shows a token, in no part and no view", async () => {
    const sent: ExampleRecipe["sent"] = (request) => withHeader(request, "X-Amz-Date", "20260102T030406Z");
    const answer = `<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>GET\n/\n\nx-amz-security-token:${token}\n</CanonicalRequest><Message>token ${token}</Message></Error>`;
    const response = exampleResponse(403, [], answer);
    const recipes: ExampleRecipe[] = [
      { url, sessionToken: token, sent, response },
      { url, sessionToken: token, presignedSeconds: 60, response },
      { url, sessionToken: token, headers: [["Cookie", "canary/token=="]] },
    ];
    for (const recipe of recipes) {
      for (const view of ["full", "short"] as const) {
        const text = JSON.stringify(
          examinationJson(await examined(signedExample(recipe)), { signature: view }),
        );
        expect(text).not.toMatch(/canary|EPn%2F|EPn%252F/);
        expect(text).toContain("[redacted]");
      }
    }
  });

  it("is plain JSON: nothing is lost on the way", async () => {
    const value = await json({ url });
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
  });
});

describe("time in JSON", () => {
  it("is ISO 8601 in UTC with milliseconds", () => {
    expect(isoTime(1_767_323_045_042)).toBe("2026-01-02T03:04:05.042Z");
    expect(isoTime(-1)).toBe("1969-12-31T23:59:59.999Z");
  });

  it("is null for no time at all", () => {
    expect([isoTime(null), isoTime(Number.NaN), isoTime(9e15)]).toEqual([null, null, null]);
  });
});
