import { EventStreamCodec } from "@smithy/core/event-streams";
import { describe, expect, it } from "vitest";
import { eventFrame, eventStreamExample, textHeader } from "../../src/diagnosis/example-events.ts";
import { latin1Bytes } from "../../src/http/http-message.ts";

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString("utf8"),
  (text) => Buffer.from(text, "utf8"),
);

describe("example events", () => {
  it("are frames that the SDKs' codec reads", () => {
    const body = eventStreamExample({ payloads: ["one"] }).request.body.content ?? new Uint8Array(0);
    const { headers, body: payload } = codec.decode(body);
    expect(headers[":date"]).toEqual({ type: "timestamp", value: new Date("2026-01-02T03:04:05Z") });
    expect(headers[":chunk-signature"]?.value).toHaveLength(32);
    expect(Buffer.from(payload).toString("latin1")).toBe("one");
  });

  it("may carry headers of text", () => {
    const frame = eventFrame(textHeader(":exception-type", "BadRequestException"), latin1Bytes("{}"));
    expect(codec.decode(frame).headers[":exception-type"]).toEqual({
      type: "string",
      value: "BadRequestException",
    });
  });
});
