import { describe, expect, it } from "vitest";
import { exampleResponse } from "../../../src/diagnosis/example.ts";
import type { ChunkedRecipe } from "../../../src/diagnosis/example-chunked.ts";
import { chunkedExample } from "../../../src/diagnosis/example-chunked.ts";
import { trailerStsPrefix } from "../../../src/diagnosis/findings/trailer-sts-prefix.ts";
import { emptySha256Hex, sha256Hex } from "../../../src/http/digest.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const trailers = [["x-amz-checksum-sha256", null]] as const;

describe("trailer-sts-prefix", () => {
  it.each([
    [
      ["the first line AWS4-HMAC-SHA256-PAYLOAD"],
      ({ text }) => ({ ...text, prefix: "AWS4-HMAC-SHA256-PAYLOAD" }),
    ],
    [["the hash of nothing before the last line"], ({ text }) => ({ ...text, middle: emptySha256Hex })],
    [
      ["the hash of nothing before the last line", "the first line AWS4-HMAC-SHA256-PAYLOAD"],
      ({ text }) => ({ ...text, middle: emptySha256Hex, prefix: "AWS4-HMAC-SHA256-PAYLOAD" }),
    ],
    [
      ["the trailer with CR LF behind each line"],
      ({ text, data }) => ({ ...text, hash: sha256Hex(data.replaceAll("\n", "\r\n")) }),
    ],
    [
      ["the trailer without a line feed behind the last line"],
      ({ text, data }) => ({ ...text, hash: sha256Hex(data.trimEnd()) }),
    ],
  ] satisfies readonly [string[], ChunkedRecipe["signedTrailer"]][])(
    "is proven for %j",
    async (words, signedTrailer) => {
      const { verdict, causes, findings } = await examined(chunkedExample({ trailers, signedTrailer }));
      expect({ verdict, causes }).toEqual({ verdict: "mismatch", causes: ["trailer-sts-prefix"] });
      expect(findings[0]).toMatchObject({
        certainty: "proven",
        evidence: { part: "trailer", index: 3, signedWith: words },
      });
    },
  );

  it("is observed where the trailer was changed after signing", async () => {
    const example = chunkedExample({
      trailers: [["x-amz-meta-note", "one"]],
      framed: (body) => body.replace("note:one", "note:two"),
    });
    const { causes, findings } = await examined(example);
    expect(causes).toEqual(["trailer-sts-prefix"]);
    expect(findings[0]?.certainty).toBe("observed");
  });

  it("leaves a chain that starts over at the trailer to the class of chains", async () => {
    const example = chunkedExample({
      trailers,
      signedTrailer: ({ text, seed }) => ({ ...text, previous: seed }),
    });
    expect((await examined(example)).causes).toEqual(["chunk-signature-chain"]);
  });

  it("is read in the answer where no key is known", async () => {
    const response = exampleResponse(
      403,
      [],
      "<Error><Code>SignatureDoesNotMatch</Code><StringToSign>AWS4-HMAC-SHA256-TRAILER\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\naa\nbb</StringToSign></Error>",
    );
    const knowledge = { credentials: [], signingKeys: [] };
    const { causes, findings } = await examined(
      chunkedExample({ trailers, request: { knowledge, response } }),
    );
    expect(causes).toEqual(["trailer-sts-prefix"]);
    expect(findings[0]?.certainty).toBe("reported");
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(trailerStsPrefix)).toEqual([]);
  });
});
