import { describe, expect, it } from "vitest";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { chunkedExample } from "../../src/diagnosis/example-chunked.ts";
import { streamCauses, streamVerdict } from "../../src/diagnosis/stream-examination.ts";
import { examined } from "../support/examined.ts";

const crc: readonly (readonly [string, null])[] = [["x-amz-checksum-crc32", null]];

describe("a streamed request", () => {
  it.each([
    ["signed chunks", chunkedExample()],
    ["signed chunks and trailer", chunkedExample({ trailers: crc })],
    [
      "unsigned chunks with a trailer",
      chunkedExample({ token: "STREAMING-UNSIGNED-PAYLOAD-TRAILER", trailers: crc }),
    ],
  ])("of %s is right", async (_, example) => {
    const { verdict, causes, findings } = await examined(example);
    expect({ verdict, causes, findings }).toEqual({ verdict: "valid", causes: [], findings: [] });
  });

  it("is a mismatch where a byte of a chunk was changed, without a search of the head", async () => {
    const example = chunkedExample({ framed: (body) => body.replace("countersign", "Countersign") });
    const { verdict, search, causes, findings, derivation, prediction } = await examined(example);
    expect({ verdict, search, causes }).toEqual({
      verdict: "mismatch",
      search: null,
      causes: ["chunk-signature-chain"],
    });
    expect(findings.map(({ rule, certainty }) => `${rule} ${certainty}`)).toEqual([
      "chunk-signature-chain observed",
    ]);
    expect(derivation?.stringToSign.split("\n")[0]).toBe("AWS4-HMAC-SHA256");
    expect(prediction?.elements.find(([name]) => name === "StringToSign")?.[1]).toMatch(
      /^AWS4-HMAC-SHA256-PAYLOAD\n/,
    );
  });

  it("accuses no chunk where the key itself is wrong", async () => {
    const example = chunkedExample({ request: { knowledge: exampleKnowledge("another") } });
    const { causes, findings } = await examined(example, []);
    expect(causes).toEqual([]);
    expect(findings.map(({ rule }) => rule)).toEqual(["mismatch-unexplained"]);
  });
});

it("keeps the seed's verdict where the body is right or nobody knows", () => {
  expect(streamVerdict("valid", null)).toBe("valid");
  expect(streamVerdict("unverifiable", null)).toBe("unverifiable");
});

it("tells faults of the body from faults of the head", () => {
  expect(streamCauses(["host-port", "chunk-signature-chain"])).toEqual(["chunk-signature-chain"]);
});
