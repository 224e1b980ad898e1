import { describe, expect, it } from "vitest";
import { exchangeLine } from "../../src/report/exchange-line.ts";
import { plainPaint } from "../../src/report/paint.ts";
import {
  hostileSample,
  ruleSample,
  steeringCharacters,
  validSample,
} from "../support/examination-samples.ts";

describe("a line of the live list", () => {
  it("tells time, verdict, request, answer and cause", async () => {
    expect(exchangeLine(await ruleSample("host-port"), plainPaint)).toBe(
      "03:04:05.000  mismatch      GET https://examplebucket.s3.us-east-1.amazonaws.com/report.json  → 403 SignatureDoesNotMatch (predicted)  host-port (proven)",
    );
    expect(exchangeLine({ ...(await validSample("v")), time: null }, plainPaint)).toBe(
      "--:--:--  valid         GET https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
    );
  });

  it("is one line that steers no terminal", async () => {
    const line = exchangeLine(await hostileSample(), plainPaint);
    expect(line).not.toContain("\n");
    expect(steeringCharacters(line)).toEqual([]);
  });
});
