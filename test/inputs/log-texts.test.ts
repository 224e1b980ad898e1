import { describe, expect, it } from "vitest";
import { answerStart, loggedSignings } from "../../src/inputs/log-texts.ts";

const hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const request = `GET\n/\nlist-type=2\nhost:b.s3.amazonaws.com\nx-amz-date:20260102T030405Z\n\nhost;x-amz-date\n${hash}`;
const toSign = `AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${"b".repeat(64)}`;
const signature = "c".repeat(64);

describe("loggedSignings", () => {
  it.each([
    [
      "botocore",
      `2026-01-02 03:04:05,1 - MainThread - botocore.auth - DEBUG - CanonicalRequest:\n${request}\n2026-01-02 03:04:05,2 - MainThread - botocore.auth - DEBUG - StringToSign:\n${toSign}\n2026-01-02 03:04:05,3 - MainThread - botocore.auth - DEBUG - Signature:\n${signature}\n`,
    ],
    [
      "the SDK for Java 1",
      `DEBUG AWS4Signer:33 - AWS4 Canonical Request: '"${request}"\nDEBUG AWS4Signer:33 - AWS4 String to Sign: '"${toSign}"\nSignature=${signature}`,
    ],
    [
      "the SDK for Java 2",
      `12:00:00.000 [main] DEBUG s.a.a.a.s.Aws4Signer -- AWS4 Canonical Request: ${request}\n12:00:00.001 [main] DEBUG s.a.a.a.s.Aws4Signer -- AWS4 String to sign: ${toSign}\n12:00:00.001 x Signature=${signature}`,
    ],
    [
      "Go",
      `2026/01/02 DEBUG: Request Signature:\n---[ CANONICAL STRING  ]-----------------------------\n${request}\n---[ STRING TO SIGN ]--------------------------------\n${toSign}\n-----------------------------------------------------\nAuthorization: AWS4-HMAC-SHA256 Credential=x, Signature=${signature}`,
    ],
    [
      "curl",
      `* aws_sigv4: Canonical request (enclosed in []) - [${request}]\n* aws_sigv4: String to sign (enclosed in []) - [${toSign}]\n* aws_sigv4: Signature - ${signature}\n`,
    ],
    [
      "Rust",
      `TRACE sign: aws_sigv4: canonical_request=${request}\nTRACE sign: aws_sigv4: string_to_sign=${toSign}\nsignature=${signature}`,
    ],
    [
      "hand-written signers",
      `Canonical request:\n${request}\n\nString to sign:\n${toSign}\n\nSignature: ${signature}\n`,
    ],
  ])("reads what %s prints", (_, log) => {
    expect(loggedSignings(log)).toMatchObject([
      { canonicalRequest: request, stringToSign: toSign, signature },
    ]);
  });
  it("reads several, each with what follows it", () => {
    const log = `CanonicalRequest:\n${request}\nfirst answer\nCanonicalRequest:\n${request.replace("GET", "PUT")}\nsecond answer`;
    const found = loggedSignings(log);
    expect(found.map(({ canonicalRequest }) => canonicalRequest?.slice(0, 3))).toEqual(["GET", "PUT"]);
    expect(found[0]?.rest).toContain("first answer");
    expect(found[0]?.rest).not.toContain("second answer");
  });
  it("takes a piece for a piece", () => {
    expect(loggedSignings("x CanonicalRequest:\n\xe2\x80\xa6\n/%40a%20b.txt\n\xe2\x80\xa6\n")).toMatchObject([
      { canonicalRequest: "\xe2\x80\xa6\n/%40a%20b.txt\n\xe2\x80\xa6", stringToSign: null, signature: null },
    ]);
  });
  it("does not take the answer's words for the client's", () => {
    expect(loggedSignings(`The Canonical String for this request should have been\n'${request}'`)).toEqual(
      [],
    );
    expect(loggedSignings("nothing of the kind")).toEqual([]);
  });
  it("ends in good time on a long log", () => {
    const before = performance.now();
    loggedSignings(`${"canonical request ".repeat(50_000)}\n${"a\n".repeat(200_000)}`);
    expect(performance.now() - before).toBeLessThan(3000);
  });
});

describe("answerStart", () => {
  it("finds a body", () => {
    expect(answerStart('x {"__type":"a"}')).toBe(2);
    expect(answerStart("x <Error><Code>")).toBe(2);
    expect(answerStart("nothing")).toBe(-1);
  });
});
