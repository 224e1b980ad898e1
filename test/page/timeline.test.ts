import { describe, expect, it } from "vitest";
import { Timeline } from "../../src/page/timeline.tsx";
import { inspectedSample } from "../support/inspector-fixture.ts";
import { rendered, renderedText } from "../support/rendered.ts";

const exchange = inspectedSample({
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
  date: "20260102T030405Z",
});
const signed = Date.parse("2026-01-02T03:04:05Z");

describe("the timeline", () => {
  it("says how far apart moments are, and by whose clock", () => {
    const response = {
      status: 403,
      code: null,
      message: null,
      requestId: null,
      agrees: null,
      serverDate: "2026-01-02T03:14:05.000Z",
    };
    const examination = { ...exchange.examination, response };
    const text = renderedText(Timeline, {
      exchange: { ...exchange, examination, requestEpochMs: signed + 20, responseEpochMs: signed + 60 },
    });
    expect(text).toContain("the client's clock is −10 min off");
    expect(text).toMatch(
      /signed 03:04:05\.000 client's clock \+20 ms sent .* \+40 ms answered .* server's Date/,
    );
  });

  it("is not there for less than two moments", () => {
    expect(
      rendered(Timeline, { exchange: { ...exchange, requestEpochMs: null, responseEpochMs: null } }),
    ).toBe("");
  });
});
