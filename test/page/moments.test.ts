import { describe, expect, it } from "vitest";
import { amzEpochMs, momentsOf } from "../../src/page/moments.ts";
import { inspectedSample } from "../support/inspector-fixture.ts";

const sample = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });

describe("the moments of an exchange", () => {
  it("stand in order, whoever's clock told them", () => {
    const signed = amzEpochMs(sample.examination.envelope.amzDate) ?? 0;
    const response = {
      status: 200,
      code: null,
      message: null,
      requestId: null,
      agrees: null,
      serverDate: new Date(signed - 5000).toISOString(),
    };
    const moments = momentsOf({
      ...sample,
      examination: { ...sample.examination, response },
      requestEpochMs: signed + 10,
      responseEpochMs: signed + 90,
    });
    expect(moments.map(({ name, clock, epochMs }) => [name, clock, epochMs - signed])).toEqual([
      ["server's Date", "server", -5000],
      ["signed", "client", 0],
      ["sent", "here", 10],
      ["answered", "here", 90],
    ]);
  });

  it("have the end of a presigned URL among them", () => {
    const envelope = { ...sample.examination.envelope, form: "presigned-url" as const, expiresSeconds: 60 };
    const moments = momentsOf({ ...sample, examination: { ...sample.examination, envelope } });
    expect(moments.map(({ name }) => name)).toContain("expires");
  });

  it("have none beyond the calendar: it could not be written", () => {
    const envelope = {
      ...sample.examination.envelope,
      ...{ form: "presigned-url" as const, expiresSeconds: 999_999_999_999_999 },
    };
    const moments = momentsOf({ ...sample, examination: { ...sample.examination, envelope } });
    expect(moments.map(({ name }) => name)).not.toContain("expires");
    for (const { epochMs } of moments) expect(() => new Date(epochMs).toISOString()).not.toThrow();
  });

  it("are read from dates alone", () => {
    expect(amzEpochMs("20260102T030405Z")).toBe(1_767_323_045_000);
    for (const text of [null, "", "2026", "20269902T030405Z", "20260102T030405"])
      expect(amzEpochMs(text)).toBeNull();
  });
});
