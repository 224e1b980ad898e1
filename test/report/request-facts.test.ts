import { beforeAll, describe, expect, it } from "vitest";
import type { ExaminationJson } from "../../src/report/examination-json.ts";
import {
  clipped,
  outcomeWords,
  requestLine,
  requestPlace,
  requestUrl,
  standing,
} from "../../src/report/request-facts.ts";
import { ruleSample, validSample } from "../support/examination-samples.ts";

describe("facts of a request", () => {
  let valid: ExaminationJson;
  let mismatch: ExaminationJson;

  beforeAll(async () => {
    valid = await validSample("v");
    mismatch = await ruleSample("host-port");
  });

  it("say how it stands", () => {
    expect(standing(valid)).toBe("passed");
    expect(standing(mismatch)).toBe("failed");
    expect(standing({ ...valid, verdict: "unverifiable" })).toBe("unknown");
    expect(standing({ ...valid, findings: mismatch.findings })).toBe("failed");
    expect(standing({ ...valid, verdict: "mismatch" })).toBe("failed");
  });

  it("name its place without the query", () => {
    const asked = { ...valid, request: { ...valid.request, target: "/a?b=c" } };
    expect(requestPlace(asked)).toBe("https://examplebucket.s3.us-east-1.amazonaws.com/a");
    expect(requestLine(asked)).toBe("GET https://examplebucket.s3.us-east-1.amazonaws.com/a");
    expect(requestLine({ ...valid, request: { ...valid.request, method: "" } })).toContain("no request");
  });

  it("take an absolute target for the URL it is", () => {
    expect(requestUrl(valid.request)).toBe("https://examplebucket.s3.us-east-1.amazonaws.com/report.json");
    expect(requestUrl({ ...valid.request, target: "http://x/y" })).toBe("http://x/y");
  });

  it("tell the answer, or the one to expect", () => {
    expect(outcomeWords(mismatch)).toBe("403 SignatureDoesNotMatch (predicted)");
    const response = {
      status: 403,
      code: "AccessDenied",
      message: null,
      requestId: null,
      serverDate: null,
      agrees: null,
    };
    expect(outcomeWords({ ...mismatch, response })).toBe("403 AccessDenied");
    expect(outcomeWords(valid)).toBe("");
  });

  it("cut long texts visibly", () => {
    expect(clipped("abcdef", 4)).toBe("abc…");
    expect(clipped("abcd", 4)).toBe("abcd");
  });
});
