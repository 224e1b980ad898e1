import { expect, it } from "vitest";
import { defaultChecksum } from "../../src/diagnosis/default-checksum.ts";
import { contextOf } from "../support/context-of.ts";

const marked = (headers: readonly (readonly [string, string])[], unsigned: typeof headers = []) =>
  defaultChecksum(
    contextOf({
      method: "PUT",
      url: "https://storage.example.com/a",
      service: "execute-api",
      headers,
      unsignedHeaders: unsigned,
    }),
  );

it("knows the headers and the trailer that SDKs add", () => {
  expect(marked([["x-amz-sdk-checksum-algorithm", "CRC32"]])).toEqual({
    trailer: false,
    mark: "x-amz-sdk-checksum-algorithm: CRC32",
  });
  expect(marked([["X-Amz-Checksum-Crc64nvme", "AAAAAAAAAAA="]])?.trailer).toBe(false);
  expect(
    marked([
      ["x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"],
      ["x-amz-trailer", "x-amz-checksum-crc32"],
    ]),
  ).toEqual({ trailer: true, mark: "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER" });
});

it("finds none in other requests", () => {
  expect(marked([])).toBeNull();
  expect(marked([["x-amz-checksum-sha256", "abc"]])).toBeNull();
  expect(marked([["x-amz-trailer", "x-amz-checksum-crc32"]])).toBeNull();
});
