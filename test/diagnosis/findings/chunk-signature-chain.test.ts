import { describe, expect, it } from "vitest";
import { exampleResponse, withHeader } from "../../../src/diagnosis/example.ts";
import type { ChunkedRecipe } from "../../../src/diagnosis/example-chunked.ts";
import { chunkedExample } from "../../../src/diagnosis/example-chunked.ts";
import { chunkSignatureChain } from "../../../src/diagnosis/findings/chunk-signature-chain.ts";
import { sha256Hex } from "../../../src/http/digest.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const first = async (recipe: ChunkedRecipe) => {
  const { verdict, causes, findings } = await examined(chunkedExample(recipe));
  const [found] = findings;
  return { verdict, causes, certainty: found?.certainty, detail: found?.detail, evidence: found?.evidence };
};

describe("chunk-signature-chain", () => {
  it.each([
    ["the seed signature", { signedChunk: ({ text, seed }) => ({ ...text, previous: seed }) }, 1],
    [
      "no line between the signature before it and the hash",
      { signedChunk: ({ text }) => ({ ...text, middle: null }) },
      0,
    ],
    [
      "the data with the CR LF behind it",
      {
        signedChunk: ({ text, data }) => ({
          ...text,
          hash: data === "" ? text.hash : sha256Hex(`${data}\r\n`),
        }),
      },
      0,
    ],
    [
      "the first line AWS4-HMAC-SHA256",
      { signedChunk: ({ text }) => ({ ...text, prefix: "AWS4-HMAC-SHA256" }) },
      0,
    ],
    ["CR LF between the lines", { signedChunk: ({ text }) => ({ ...text, joint: "crlf" as const }) }, 0],
    [
      "an empty line for the signature before it",
      { signedChunk: ({ text }) => ({ ...text, previous: "" }) },
      0,
    ],
  ] satisfies readonly [string, ChunkedRecipe, number][])(
    "is proven for %s",
    async (words, recipe, index) => {
      const found = await first(recipe);
      expect(found).toMatchObject({
        verdict: "mismatch",
        causes: ["chunk-signature-chain"],
        certainty: "proven",
        evidence: { part: "chunk", index, signedWith: [words] },
      });
      expect(found.detail).toContain(`chunk ${index} (8192 bytes of data, at byte `);
    },
  );

  it("is observed where the data was changed after signing, at the chunk concerned", async () => {
    const found = await first({
      framed: (body) => `${body.slice(0, 9000)}X${body.slice(9001)}`,
    });
    expect(found).toMatchObject({
      causes: ["chunk-signature-chain"],
      certainty: "observed",
      evidence: { index: 1, offset: 8281, failing: 1 },
    });
  });

  it("is observed where two chunks were exchanged", async () => {
    const piece = /2000;chunk-signature=\w{64}\r\n[^\r]{8192}\r\n/g;
    const found = await first({
      framed: (body) => {
        const [one = "", two = ""] = body.match(piece) ?? [];
        return body.replace(one + two, two + one);
      },
    });
    expect(found).toMatchObject({ causes: ["chunk-signature-chain"], evidence: { index: 0 } });
  });

  it("is observed where the framing breaks behind a right chunk", async () => {
    const found = await first({
      framed: (body) => body.replace(/(\r\n2000;)/, "more$1"),
    });
    expect(found).toMatchObject({
      verdict: "valid",
      causes: ["chunk-signature-chain"],
      evidence: { reason: "data-longer-than-size", offset: 8279 },
    });
  });

  it("alone explains data that was changed before a trailer with its checksum", async () => {
    const { causes } = await examined(
      chunkedExample({
        trailers: [["x-amz-checksum-crc32", null]],
        framed: (body) => body.replace("countersign", "Countersign"),
      }),
    );
    expect(causes).toEqual(["chunk-signature-chain"]);
  });

  it("stands beside another fault of the body", async () => {
    const { causes } = await examined(
      chunkedExample({ chunkBytes: 4000, signedChunk: ({ text }) => ({ ...text, middle: null }) }),
    );
    expect(causes).toEqual(["chunk-signature-chain", "chunk-size-too-small"]);
  });

  it("stands beside a fault of the head", async () => {
    const { causes } = await examined(
      chunkedExample({
        signedChunk: ({ text, seed }) => ({ ...text, previous: seed }),
        request: {
          headers: [["Content-Type", "text/plain"]],
          sent: (request) => withHeader(request, "Content-Type", "text/plain; charset=utf-8"),
        },
      }),
    );
    expect(causes).toEqual(["content-type-changed", "chunk-signature-chain"]);
  });

  describe("read in the answer", () => {
    const answered = (line: string, hash: string): ChunkedRecipe => ({
      request: {
        knowledge: { credentials: [], signingKeys: [] },
        response: exampleResponse(
          403,
          [["Content-Type", "application/xml"]],
          `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><StringToSign>AWS4-HMAC-SHA256-PAYLOAD\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${line}\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n${hash}</StringToSign></Error>`,
        ),
      },
    });
    const body = chunkedExample().request.body.content ?? new Uint8Array(0);
    const text = Buffer.from(body).toString("latin1");
    const signatures = [...text.matchAll(/signature=(\w{64})/g)].map((match) => match[1] ?? "");

    it("names the chunk, and that its data arrived as sent", async () => {
      const hash = sha256Hex(text.slice(8281 + 87, 8281 + 87 + 8192));
      const found = await first(answered(signatures[0] ?? "", hash));
      expect(found).toMatchObject({
        verdict: "unverifiable",
        causes: ["chunk-signature-chain"],
        certainty: "reported",
        evidence: { index: 1, sameData: true },
      });
    });

    it("tells that other data arrived", async () => {
      const found = await first(answered(signatures[1] ?? "", "ab".repeat(32)));
      expect(found).toMatchObject({ certainty: "reported", evidence: { index: 2, sameData: false } });
      expect(found.detail).toContain("something on the way changed or cut the chunks");
    });

    it("says no more where the chunk is unknown", async () => {
      const found = await first(answered("cd".repeat(32), "ab".repeat(32)));
      expect(found).toMatchObject({ certainty: "reported", evidence: { index: null, sameData: null } });
    });
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(chunkSignatureChain)).toEqual([]);
  });
});
