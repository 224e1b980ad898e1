import { describe, expect, it } from "vitest";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { Secret } from "../../src/sigv4/secret.ts";
import { sigv2QueryParts, sigv2QueryStringToSign } from "../../src/sigv4/sigv2-query-parts.ts";
import { textClaim, verifyText } from "../../src/sigv4/text-claim.ts";

// The example of the AWS General Reference, "Signature Version 2 signing process".
const query =
  "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=DescribeJobFlows&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2011-10-03T15%3A19%3A30&Version=2009-03-31";
const signature = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D";
const request: CapturedRequest = {
  method: "GET",
  scheme: "https",
  authority: "elasticmapreduce.amazonaws.com",
  target: `/?${query}&Signature=${signature}`,
  httpVersion: "1.1",
  headers: [["Host", "elasticmapreduce.amazonaws.com"]],
  body: wholeBody(new Uint8Array()),
  connection: null,
  receivedAtEpochMs: null,
};
const knowledge = {
  credentials: [
    {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
      spelling: null,
      sessionToken: null,
      source: "test",
    },
  ],
  signingKeys: [],
};

describe("the string to sign of a Query service's Version 2", () => {
  it("is method, host, path and sorted parameters", () => {
    const reading = parseEnvelope(request);
    if (reading.kind !== "legacy") throw new Error("no claim");
    expect(sigv2QueryStringToSign(sigv2QueryParts(request, reading.claim))).toBe(
      `GET\nelasticmapreduce.amazonaws.com\n/\n${query}`,
    );
  });

  it("gives the documented signature", () => {
    const claim = textClaim(request, parseEnvelope(request));
    expect(claim && verifyText(claim, knowledge).verdict).toBe("valid");
  });

  it("takes the parameters of a POST from its form", () => {
    const body = `${query}&X=a+b&Signature=abc%3D`;
    const post = {
      ...request,
      method: "POST",
      target: "/",
      authority: "SDB.amazonaws.com:443",
      headers: [["Content-Type", "application/x-www-form-urlencoded"]] as const,
      body: wholeBody(latin1Bytes(body)),
    };
    const reading = parseEnvelope(post);
    if (reading.kind !== "legacy") throw new Error("no claim");
    expect(sigv2QueryStringToSign(sigv2QueryParts(post, reading.claim))).toBe(
      `POST\nsdb.amazonaws.com\n/\n${query}&X=a%20b`,
    );
  });
});
