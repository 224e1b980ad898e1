import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample, withHeader } from "../../src/diagnosis/example.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import type { PathEncoding } from "../../src/sigv4/canonical-uri.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { secondOpinion } from "../../src/sigv4/second-opinion.ts";
import { Secret } from "../../src/sigv4/secret.ts";

const secretAccessKey = new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

async function opinion(request: CapturedRequest, pathEncoding: PathEncoding) {
  const reading = parseEnvelope(request);
  if (reading.kind !== "read") throw new Error(reading.kind);
  return {
    answer: await secondOpinion(request, reading.envelope, { secretAccessKey, pathEncoding }),
    provided: reading.envelope.providedSignature,
  };
}

describe("second opinion", () => {
  const shapes: [string, PathEncoding, ExampleRecipe][] = [
    [
      "an S3 GET",
      "single",
      { url: "https://examplebucket.s3.us-east-1.amazonaws.com/a/b.txt?versionId=1&a=b" },
    ],
    [
      "an S3 PUT with metadata",
      "single",
      {
        method: "PUT",
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
        headers: [
          ["X-Amz-Meta-A", "a  b"],
          ["Content-Type", "text/plain"],
        ],
        body: "abc",
      },
    ],
    [
      "a presigned S3 URL",
      "single",
      { url: "https://examplebucket.s3.us-east-1.amazonaws.com/a", presignedSeconds: 60 },
    ],
    [
      "a presigned S3 URL with a token",
      "single",
      {
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
        presignedSeconds: 60,
        sessionToken: "abc",
      },
    ],
    [
      "an API Gateway path",
      "double",
      { url: "https://x.execute-api.us-east-1.amazonaws.com/a%20b//c/../d?x=%20", service: "execute-api" },
    ],
    [
      "a Query POST",
      "double",
      {
        method: "POST",
        url: "https://sts.amazonaws.com/",
        service: "sts",
        headers: [["Content-Type", "application/x-www-form-urlencoded"]],
        body: "Action=GetCallerIdentity&Version=2011-06-15",
      },
    ],
    [
      "a request that signs user-agent and expect",
      "double",
      {
        url: "https://iam.amazonaws.com/",
        service: "iam",
        headers: [
          ["User-Agent", "x"],
          ["Expect", "100-continue"],
        ],
      },
    ],
  ];
  it.each(shapes)("agrees with our signature for %s", async (_, pathEncoding, recipe) => {
    const { answer, provided } = await opinion(signedExample(recipe).request, pathEncoding);
    expect(answer).toEqual({ kind: "signed", signature: provided });
  });
  it("disagrees with a signature over other bytes", async () => {
    const { request } = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
      headers: [["X-Amz-Meta-A", "a"]],
      sent: (sent) => withHeader(sent, "X-Amz-Meta-A", "b"),
    });
    const { answer, provided } = await opinion(request, "single");
    expect(answer.kind).toBe("signed");
    expect(answer).not.toEqual({ kind: "signed", signature: provided });
  });
  it.each([
    ["a raw + in the query", "/?a+b"],
    ["an S3 path that is not canonical", "/a$b"],
    ["raw bytes in the path", "/\u00e9"],
  ])("says that it cannot express %s", async (_, target) => {
    const { request } = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
    expect((await opinion({ ...request, target }, "single")).answer.kind).toBe("inexpressible");
  });
});
