import { describe, expect, it } from "vitest";
import { debugLog } from "../../src/inputs/debug-log.ts";

const hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const signed = `GET\n/\n\nhost:b.s3.amazonaws.com:443\nx-amz-date:20260102T030405Z\n\nhost;x-amz-date\n${hash}`;
const log = `2026-01-02 03:04:05,1 - botocore.auth - DEBUG - CanonicalRequest:\n${signed}\n2026-01-02 03:04:05,2 - botocore.auth - DEBUG - StringToSign:\nAWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${"a".repeat(64)}\n`;
const served = signed.replace(":443", "");
const answer = `2026-01-02 03:04:06,1 - botocore.parsers - DEBUG - Response body:\n<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message><CanonicalRequest>${served}</CanonicalRequest></Error>\n2026-01-02 03:04:06,2 - x`;

describe("debugLog", () => {
  it("makes the request up again from what the client signed", () => {
    expect(debugLog(log)).toMatchObject([
      {
        origin: "client-texts",
        clientTexts: { canonicalRequest: signed },
        request: { method: "GET", authority: "b.s3.amazonaws.com:443", target: "/" },
        response: null,
      },
    ]);
  });
  it("makes it up from what the server read where the answer shows something else", () => {
    expect(debugLog(log + answer)).toMatchObject([
      {
        origin: "server-texts",
        clientTexts: { canonicalRequest: signed },
        request: { authority: "b.s3.amazonaws.com" },
        response: { status: 403 },
      },
    ]);
  });
  it("stays with the client's where the server read the same", () => {
    expect(debugLog(log + answer.replace(served, signed))).toMatchObject([{ origin: "client-texts" }]);
  });
  it("takes a traced request as captured, with the text the client signed beside it", () => {
    const traced = `${log}> GET / HTTP/1.1\n> Host: b.s3.amazonaws.com\n> Authorization: AWS4-HMAC-SHA256 x\n>\n< HTTP/1.1 403 Forbidden\n<\n`;
    expect(debugLog(traced)).toMatchObject([
      { origin: "captured", clientTexts: { canonicalRequest: signed }, response: { status: 403 } },
    ]);
  });
  it("does not take a body that was not traced for an empty one", () => {
    const read = debugLog(
      `> PUT /k HTTP/1.1\n> Host: a\n> Content-Length: 7\n> x-amz-content-sha256: ${"d".repeat(64)}\n>\n`,
    );
    expect(read).toMatchObject([
      { request: { body: { bytes: 7, sha256Hex: "d".repeat(64), content: null } } },
    ]);
  });
  it("reads an answer without any text of the client", () => {
    expect(debugLog("ERROR <Error><Code>AccessDenied</Code></Error>")).toMatchObject([{ origin: "none" }]);
  });
  it("refuses a log that shows nothing, and never throws", () => {
    expect(debugLog("starting\nstopped\n")).toMatchObject({ code: "ERR_INPUT_UNREADABLE" });
    for (let cut = 0; cut < log.length + answer.length; cut += 7)
      expect(() => debugLog((log + answer).slice(cut))).not.toThrow();
  });
});
