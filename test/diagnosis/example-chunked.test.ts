import { describe, expect, it } from "vitest";
import { chunkedExample } from "../../src/diagnosis/example-chunked.ts";
import { headerValue } from "../../src/http/raw-headers.ts";

const text = (body: Uint8Array | null): string => Buffer.from(body ?? []).toString("latin1");

describe("chunkedExample", () => {
  it("frames three signed chunks and the closing one", () => {
    const { request } = chunkedExample();
    expect(text(request.body.content).match(/^[0-9a-f]+;chunk-signature=[0-9a-f]{64}\r$/gm)).toHaveLength(4);
    expect(headerValue(request.headers, "content-length")).toBe(String(request.body.bytes));
    expect(headerValue(request.headers, "x-amz-decoded-content-length")).toBe("20000");
    expect(headerValue(request.headers, "x-amz-content-sha256")).toBe("STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
  });

  it("adds a trailer with its checksum and its signature", () => {
    const { request } = chunkedExample({ data: "123456789", trailers: [["x-amz-checksum-crc32", null]] });
    expect(text(request.body.content)).toMatch(
      /\r\nx-amz-checksum-crc32:y\/Q5Jg==\r\nx-amz-trailer-signature:[0-9a-f]{64}\r\n\r\n$/,
    );
    expect(headerValue(request.headers, "x-amz-trailer")).toBe("x-amz-checksum-crc32");
  });

  it("leaves signatures away where the token says so", () => {
    const { request } = chunkedExample({
      token: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      data: "123456789",
      trailers: [["x-amz-checksum-crc32", null]],
    });
    expect(text(request.body.content)).toBe("9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n");
  });
});
