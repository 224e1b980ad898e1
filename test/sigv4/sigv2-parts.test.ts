import { describe, expect, it } from "vitest";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import type { RawHeaders } from "../../src/http/raw-headers.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { Secret } from "../../src/sigv4/secret.ts";
import { sigv2Readings, sigv2Resource, sigv2StringToSign } from "../../src/sigv4/sigv2-parts.ts";
import { textClaim, verifyText } from "../../src/sigv4/text-claim.ts";

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

function requestOf(method: string, host: string, target: string, headers: RawHeaders): CapturedRequest {
  return {
    method,
    scheme: "https",
    authority: host,
    target,
    httpVersion: "1.1",
    headers: [["Host", host], ...headers],
    body: wholeBody(new Uint8Array()),
    connection: null,
    receivedAtEpochMs: null,
  };
}

/** The examples of the S3 Developer Guide, "Signing and authenticating REST requests", with the signatures printed there. */
const documented: readonly (readonly [string, string, string, string, RawHeaders, string])[] = [
  [
    "object GET",
    "GET",
    "johnsmith.s3.amazonaws.com",
    "/photos/puppy.jpg",
    [["Date", "Tue, 27 Mar 2007 19:36:42 +0000"]],
    "bWq2s1WEIj+Ydj0vQ697zp+IXMU=",
  ],
  [
    "object PUT",
    "PUT",
    "johnsmith.s3.amazonaws.com",
    "/photos/puppy.jpg",
    [
      ["Content-Type", "image/jpeg"],
      ["Content-Length", "94328"],
      ["Date", "Tue, 27 Mar 2007 21:15:45 +0000"],
    ],
    "MyyxeRY7whkBe+bq8fHCL/2kKUg=",
  ],
  [
    "list",
    "GET",
    "johnsmith.s3.amazonaws.com",
    "/?prefix=photos&max-keys=50&marker=puppy",
    [
      ["User-Agent", "Mozilla/5.0"],
      ["Date", "Tue, 27 Mar 2007 19:42:41 +0000"],
    ],
    "htDYFYduRNen8P9ZfE/s9SuKy0U=",
  ],
  [
    "fetch the access control policy",
    "GET",
    "johnsmith.s3.amazonaws.com",
    "/?acl",
    [["Date", "Tue, 27 Mar 2007 19:44:46 +0000"]],
    "c2WLPFtWHVgbEmeEG93a4cG37dM=",
  ],
  [
    "upload to a name of the customer's own",
    "PUT",
    "static.johnsmith.net:8080",
    "/db-backup.dat.gz",
    [
      ["User-Agent", "curl/7.15.5"],
      ["Date", "Tue, 27 Mar 2007 21:06:08 +0000"],
      ["x-amz-acl", "public-read"],
      ["content-type", "application/x-download"],
      ["Content-MD5", "4gJE4saaMU4BqNR0kLY+lw=="],
      ["X-Amz-Meta-ReviewedBy", "joe@johnsmith.net"],
      ["X-Amz-Meta-ReviewedBy", "jane@johnsmith.net"],
      ["X-Amz-Meta-FileChecksum", "0x02661779"],
      ["X-Amz-Meta-ChecksumAlgorithm", "crc32"],
    ],
    "ilyl83RwaSoYIEdixDQcA4OnAnc=",
  ],
  [
    "list all buckets",
    "GET",
    "s3.amazonaws.com",
    "/",
    [["Date", "Wed, 28 Mar 2007 01:29:59 +0000"]],
    "qGdzdERIC03wnaRNKh6OqZehG9s=",
  ],
  [
    "unicode keys",
    "GET",
    "s3.amazonaws.com",
    "/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re",
    [["Date", "Wed, 28 Mar 2007 01:49:49 +0000"]],
    "DNEZGsoieTZ92F3bUfSPQcbGmlM=",
  ],
];

describe("the string to sign of S3's Version 2", () => {
  it.each(documented)("gives the documented signature: %s", (_, method, host, target, headers, signature) => {
    const request = requestOf(method, host, target, [
      ...headers,
      ["Authorization", `AWS AKIAIOSFODNN7EXAMPLE:${signature}`],
    ]);
    const claim = textClaim(request, parseEnvelope(request));
    expect(claim && verifyText(claim, knowledge).verdict).toBe("valid");
  });

  it("gives the documented signature of a URL", () => {
    const request = requestOf(
      "GET",
      "johnsmith.s3.amazonaws.com",
      "/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620",
      [],
    );
    const claim = textClaim(request, parseEnvelope(request));
    expect(claim && verifyText(claim, knowledge)).toMatchObject({
      verdict: "valid",
      stringToSign: "GET\n\n\n1175139620\n/johnsmith/photos/puppy.jpg",
    });
  });

  it("keeps each part as a value", () => {
    const request = requestOf("PUT", "b.s3.eu-west-1.amazonaws.com", "/a%20b?versionId=x%2Fy&acl&x=1", [
      ["X-Amz-Date", "Tue, 27 Mar 2007 21:15:45 +0000"],
      ["Date", "Tue, 27 Mar 2007 21:15:46 +0000"],
      ["Authorization", "AWS AKIDEXAMPLE:abc="],
    ]);
    const reading = parseEnvelope(request);
    const [parts] = reading.kind === "legacy" ? sigv2Readings(request, reading.claim) : [];
    expect(parts).toEqual({
      method: "PUT",
      contentMd5: "",
      contentType: "",
      date: "",
      amzHeaders: [{ name: "x-amz-date", value: "Tue, 27 Mar 2007 21:15:45 +0000" }],
      bucket: "/b",
      path: "/a%20b",
      subResources: [
        { name: "acl", value: null },
        { name: "versionId", value: "x/y" },
      ],
    });
    expect(parts && sigv2Resource(parts)).toBe("/b/a%20b?acl&versionId=x/y");
    expect(parts && sigv2StringToSign(parts)).toBe(
      "PUT\n\n\n\nx-amz-date:Tue, 27 Mar 2007 21:15:45 +0000\n/b/a%20b?acl&versionId=x/y",
    );
  });
});
