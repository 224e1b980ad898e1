import { expect, it } from "vitest";
import { chunkedExample } from "../../src/diagnosis/example-chunked.ts";
import { eventStreamExample } from "../../src/diagnosis/example-events.ts";
import { streamJson } from "../../src/report/stream-json.ts";
import { examined } from "../support/examined.ts";

it("shows how much of an upload was verified, and where it goes wrong", async () => {
  const { stream } = await examined(
    chunkedExample({
      trailers: [["x-amz-checksum-crc32", null]],
      framed: (body) => body.replace("countersign", "Countersign"),
    }),
  );
  expect(stream && streamJson(stream)).toEqual({
    form: "aws-chunked",
    token: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    parts: 4,
    dataBytes: 20_000,
    signatures: { verified: 3, wrong: 1, unverified: 0 },
    checksums: [{ name: "crc32", right: false }],
    wrong: [{ part: "chunk", index: 0, offset: 0 }],
  });
});

it("shows an event stream", async () => {
  const { stream } = await examined(eventStreamExample());
  expect(stream && streamJson(stream)).toEqual({
    form: "event-stream",
    token: "STREAMING-AWS4-HMAC-SHA256-EVENTS",
    parts: 3,
    dataBytes: null,
    signatures: { verified: 3, wrong: 0, unverified: 0 },
    checksums: [],
    wrong: [],
  });
});
