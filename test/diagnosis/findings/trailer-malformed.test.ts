import { describe, expect, it } from "vitest";
import { exampleResponse } from "../../../src/diagnosis/example.ts";
import type { ChunkedRecipe } from "../../../src/diagnosis/example-chunked.ts";
import { chunkedExample } from "../../../src/diagnosis/example-chunked.ts";
import { trailerMalformed } from "../../../src/diagnosis/findings/trailer-malformed.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const unsigned = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
const trailers = [["x-amz-checksum-crc32", null]] as const;

describe("trailer-malformed", () => {
  it.each([
    [
      "another name announced",
      { token: unsigned, trailers, announced: "x-amz-checksum-sha1" },
      "announces x-amz-checksum-sha1. The trailer holds x-amz-checksum-crc32.",
    ],
    ["no name announced", { token: unsigned, trailers, announced: null }, "x-amz-trailer is not sent."],
    [
      "two announced, one sent",
      { token: unsigned, trailers, announced: "x-amz-checksum-crc32, x-amz-meta-a" },
      "announces x-amz-checksum-crc32, x-amz-meta-a.",
    ],
    ["none sent", { token: unsigned, announced: "x-amz-checksum-crc32" }, "No trailer came."],
    [
      "the last line missing",
      { token: unsigned, trailers, framed: (body: string) => body.slice(0, -2) },
      "the empty line that closes the body is missing",
    ],
    [
      "a line without colon",
      { token: unsigned, trailers, framed: (body: string) => body.replace(/\r\n$/, "nonsense\r\n\r\n") },
      "a line of the trailer has no colon",
    ],
    [
      "bytes behind the end",
      { token: unsigned, trailers, framed: (body: string) => `${body}more` },
      "bytes follow the empty line",
    ],
    [
      "the signature line missing",
      { trailers, framed: (body: string) => body.replace(/x-amz-trailer-signature:\w+\r\n/, "") },
      "ends without x-amz-trailer-signature",
    ],
    [
      "the signature line first",
      {
        trailers,
        framed: (body: string) =>
          body.replace(/(x-amz-checksum-crc32:\S+\r\n)(x-amz-trailer-signature:\w+\r\n)/, "$2$1"),
      },
      "it must be the last line",
    ],
  ] satisfies readonly [string, ChunkedRecipe, string][])("is seen: %s", async (_, recipe, words) => {
    const { verdict, causes, findings } = await examined(chunkedExample(recipe));
    expect({ verdict, causes }).toEqual({ verdict: "valid", causes: ["trailer-malformed"] });
    expect(findings[0]?.detail).toContain(words);
  });

  it("takes several trailers in one or several x-amz-trailer", async () => {
    const two = [
      ["x-amz-checksum-crc32", null],
      ["x-amz-meta-a", "b"],
    ] as const;
    const { findings } = await examined(chunkedExample({ token: unsigned, trailers: two }));
    expect(findings).toEqual([]);
  });

  it("takes the line ends of minio-go", async () => {
    const framed = (body: string) => body.replace(/(crc32:\S+)\r\n/, "$1\n\r\n");
    expect((await examined(chunkedExample({ trailers, framed }))).findings).toEqual([]);
  });

  it("repeats the answer where nothing was seen, with what is odd", async () => {
    const response = exampleResponse(
      400,
      [],
      "<Error><Code>MalformedTrailerError</Code><Message>The request contained trailing data that was not well-formed or did not conform to our published schema.</Message></Error>",
    );
    const framed = (body: string) => body.replace(/(crc32:\S+)\r\n/, "$1\n\r\n");
    const { causes, findings } = await examined(chunkedExample({ trailers, framed, request: { response } }));
    expect(causes).toEqual(["trailer-malformed"]);
    expect(findings[0]).toMatchObject({
      certainty: "reported",
      evidence: { odd: ["bare-line-feed", "blank-line-among-trailers"] },
    });
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(trailerMalformed)).toEqual([]);
  });
});
