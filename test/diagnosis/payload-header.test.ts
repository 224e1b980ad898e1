import { expect, it } from "vitest";
import { bodyIsWhole, needsPayloadHeader, payloadHeader } from "../../src/diagnosis/payload-header.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import { contextOf } from "../support/context-of.ts";

const s3 = { method: "PUT", url: "https://examplebucket.s3.us-east-1.amazonaws.com/a", body: "{}" };

it("reads the header, and knows who insists on it", () => {
  expect(payloadHeader(contextOf(s3))).toBe(
    "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
  );
  expect(needsPayloadHeader(contextOf(s3))).toBe(true);
  expect(needsPayloadHeader(contextOf({ ...s3, presignedSeconds: 60 }))).toBe(false);
});

it("holds no body against the header that the capture cut", () => {
  expect(bodyIsWhole(contextOf(s3))).toBe(true);
  expect(
    bodyIsWhole(
      contextOf({ ...s3, sent: (request) => ({ ...request, body: wholeBody(new Uint8Array(1)) }) }),
    ),
  ).toBe(false);
});
