import { describe, expect, it } from "vitest";
import { agreement } from "../../src/diagnosis/answer-agreement.ts";
import type { ServerAnswer } from "../../src/diagnosis/server-answer.ts";

const answer = (status: number, code: string | null): ServerAnswer => ({
  status,
  code,
  message: null,
  requestId: null,
  dateEpochMs: null,
  canonicalRequest: null,
  stringToSign: null,
  elements: {},
});
const success = { status: 200, code: null, message: null, dialect: "s3", elements: [] } as const;
const refusal = {
  status: 403,
  code: "SignatureDoesNotMatch",
  message: "m",
  dialect: "s3",
  elements: [],
} as const;

describe("prediction and answer", () => {
  it("are not compared when one of them is missing", () => {
    expect(agreement(null, answer(200, null))).toBeNull();
    expect(agreement(success, null)).toBeNull();
  });
  it("agree on a success unless the answer complains about the signature", () => {
    expect(agreement(success, answer(200, null))).toBe(true);
    expect(agreement(success, answer(404, "NoSuchKey"))).toBe(true);
    expect(agreement(success, answer(403, "SignatureDoesNotMatch"))).toBe(false);
  });
  it("differ on a success when the answer refuses the date under a general code", () => {
    expect(agreement(success, answer(403, "AccessDenied"))).toBe(true);
    expect(agreement(success, { ...answer(403, "AccessDenied"), message: "Request has expired" })).toBe(
      false,
    );
  });
  it("agree on a refusal by its code, or by the status where there is none", () => {
    expect(agreement(refusal, answer(403, "SignatureDoesNotMatch"))).toBe(true);
    expect(agreement(refusal, answer(403, "AccessDenied"))).toBe(false);
    expect(agreement(refusal, answer(403, null))).toBe(true);
  });
});
