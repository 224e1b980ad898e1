import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import type { ChunkedRecipe } from "../../../src/diagnosis/example-chunked.ts";
import { chunkedExample } from "../../../src/diagnosis/example-chunked.ts";
import { trailerVariantConfusion } from "../../../src/diagnosis/findings/trailer-variant-confusion.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const unsigned = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
const signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
const trailers = [["x-amz-checksum-crc32", null]] as const;
const bare = (body: string) => body.replace(/;chunk-signature=\w{64}/g, "");

describe("trailer-variant-confusion", () => {
  it.each([
    [
      "signed chunks promised, none signed",
      { framed: bare },
      "promises a signature with every chunk; chunk 0",
    ],
    [
      "one chunk without its signature",
      { framed: (body: string) => body.replace(/(.)(\r\n2000);chunk-signature=\w{64}/s, "$1$2") },
      "chunk 1 (chunks count from 0) has none",
    ],
    [
      "unsigned chunks promised, all signed",
      {
        token: unsigned,
        trailers,
        framed: (body: string) => body.replace(/^(\w+)\r$/gm, `$1;chunk-signature=${"ab".repeat(32)}\r`),
      },
      "stands for unsigned chunks; 4 of 4 chunks",
    ],
    [
      "a trailer behind a token without one",
      { framed: (body: string) => body.replace(/\r\n$/, "x-amz-checksum-crc32:AAAAAA==\r\n\r\n") },
      "without -TRAILER; a trailer follows",
    ],
    ["no trailer at all", { token: unsigned }, "x-amz-trailer names none"],
    [
      "unsigned chunks whose sizes do not fit",
      { token: unsigned, trailers, framed: (body: string) => body.replace(/(\r\n2000\r)/, "more$1") },
      "The framing breaks at byte 8198",
    ],
    ["a body without framing", { framed: () => '{"year":2026}\r\n' }, "the body is not framed at all"],
  ] satisfies readonly [string, ChunkedRecipe, string][])("is seen: %s", async (_, recipe, words) => {
    const { causes, findings } = await examined(chunkedExample(recipe));
    expect(causes).toEqual(["trailer-variant-confusion"]);
    expect(findings[0]?.detail).toContain(words);
  });

  it("warns where the framing would be stored as data", async () => {
    const example = signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
      headers: [["Content-Encoding", "aws-chunked"]],
      body: "5\r\nhello\r\n0\r\n\r\n",
    });
    const { verdict, causes, findings } = await examined(example);
    expect({ verdict, causes }).toEqual({ verdict: "valid", causes: [] });
    expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      "trailer-variant-confusion warning",
    ]);
  });

  it("is proven where the token was exchanged after signing", async () => {
    const example = chunkedExample({
      token: unsigned,
      trailers,
      request: { sent: (request) => withHeader(request, "X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD") },
    });
    const { causes, proof } = await examined(example);
    expect(causes).toEqual(["trailer-variant-confusion"]);
    expect(proof?.changes).toEqual([
      { part: "x-amz-content-sha256", from: "UNSIGNED-PAYLOAD", to: unsigned },
    ]);
  });

  it("is proven where only the payload line had another token", async () => {
    const example = chunkedExample({
      request: { signedInput: (input) => ({ ...input, payloadHash: `${signed}-TRAILER` }) },
    });
    expect((await examined(example)).causes).toEqual(["trailer-variant-confusion"]);
  });

  it("says nothing of what was taken", async () => {
    const response = exampleResponse(200, [], "");
    const { findings } = await examined(chunkedExample({ framed: bare, request: { response } }));
    expect(findings.filter(({ rule }) => rule === "trailer-variant-confusion")).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(trailerVariantConfusion)).toEqual([]);
  });
});
