import { describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { targetParts } from "../../src/http/request-target.ts";
import { queryParameters } from "../../src/sigv4/canonical-query.ts";
import { readPresignedQuery } from "../../src/sigv4/presigned-query.ts";

const { request } = signedExample({
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
  presignedSeconds: 300,
  sessionToken: "tok/en",
});
const read = (target: string) =>
  readPresignedQuery({ ...request, target }, queryParameters(targetParts(target).query));

describe("presigned query", () => {
  it("reads the six parameters and the token", () => {
    expect(read(request.target)).toMatchObject({
      kind: "read",
      envelope: {
        form: "presigned-url",
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
        amzDate: "20260102T030405Z",
        dateSource: "query",
        expiresText: "300",
        signedHeaders: ["host"],
        sessionToken: "signed",
      },
    });
  });
  it.each(["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders"])(
    "misses %s",
    (name) => {
      const without = request.target.replace(new RegExp(`${name}=[^&]*&?`), "");
      expect(read(without)).toMatchObject({
        kind: "malformed",
        form: "presigned-url",
        reasons: [{ reason: "query-parameter-missing", parameter: name }],
      });
    },
  );
  it("takes the first of a repeated parameter", () => {
    expect(read(`${request.target}&X-Amz-Date=20000101T000000Z`)).toMatchObject({
      envelope: { amzDate: "20260102T030405Z" },
    });
  });
  it("counts the elements of a credential", () => {
    expect(read(request.target.replace("aws4_request", "aws4_request%2Fmore"))).toMatchObject({
      kind: "malformed",
      reasons: [{ reason: "credential-arity", parts: 6 }],
    });
  });
});
