import { describe, expect, it } from "vitest";
import { exampleResponse } from "../../../src/diagnosis/example.ts";
import { chunkedExample } from "../../../src/diagnosis/example-chunked.ts";
import { trailerChecksumWrong } from "../../../src/diagnosis/findings/trailer-checksum-wrong.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const token = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

describe("trailer-checksum-wrong", () => {
  it.each(["crc32", "crc32c", "crc64nvme", "sha1", "sha256"])(
    "takes a right %s and sees a wrong one",
    async (name) => {
      const trailers = [[`x-amz-checksum-${name}`, null]] as const;
      expect((await examined(chunkedExample({ token, trailers }))).findings).toEqual([]);
      const framed = (body: string) => body.replace("countersign", "Countersign");
      const { verdict, causes, findings } = await examined(chunkedExample({ token, trailers, framed }));
      expect({ verdict, causes }).toEqual({ verdict: "valid", causes: ["trailer-checksum-wrong"] });
      expect(findings[0]?.evidence).toMatchObject({ checksum: name, dataBytes: 20_000 });
    },
  );

  it("knows bytes in reverse order", async () => {
    const { causes, findings } = await examined(
      chunkedExample({ token, data: "123456789", trailers: [["x-amz-checksum-crc32", "Jjn0yw=="]] }),
    );
    expect(causes).toEqual(["trailer-checksum-wrong"]);
    expect(findings[0]?.detail).toContain("Its bytes stand in reverse order.");
  });

  it("says nothing of checksums it cannot calculate", async () => {
    const trailers = [["x-amz-checksum-xxhash64", "AAAAAAAAAAA="]] as const;
    expect((await examined(chunkedExample({ token, trailers }))).findings).toEqual([]);
  });

  it("repeats AWS's BadDigest for a body that was not kept", async () => {
    const response = exampleResponse(
      400,
      [],
      "<Error><Code>BadDigest</Code><Message>The CRC32 you specified did not match the calculated checksum.</Message></Error>",
    );
    const example = chunkedExample({
      token,
      trailers: [["x-amz-checksum-crc32", null]],
      request: { response, sent: (request) => ({ ...request, body: { ...request.body, content: null } }) },
    });
    const { causes, findings } = await examined(example);
    expect(causes).toEqual(["trailer-checksum-wrong"]);
    expect(findings[0]?.certainty).toBe("reported");
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(trailerChecksumWrong)).toEqual([]);
  });
});
