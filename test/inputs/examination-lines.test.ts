import { describe, expect, it } from "vitest";
import { examinationLines } from "../../src/inputs/examination-lines.ts";

const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const request = {
  method: "GET",
  scheme: "https",
  authority: "b.s3.amazonaws.com",
  target: "/k",
  httpVersion: "1.1",
  headers: [["Host", "b.s3.amazonaws.com"]],
  bodyBytes: 0,
  bodySha256Hex: emptyHash,
};

function lines(...values: readonly unknown[]): Buffer {
  return Buffer.from(values.map((value) => JSON.stringify(value)).join("\n"));
}

describe("examinationLines", () => {
  it("gives whole requests to be examined again", () => {
    const one = {
      schema: "countersign.examination/1",
      request,
      response: { status: 403, code: "AccessDenied", message: "m" },
    };
    const big = {
      ...one,
      request: { ...request, bodyBytes: 9, bodySha256Hex: "f".repeat(64) },
      response: null,
    };
    expect(examinationLines(lines(one, big))).toMatchObject([
      { origin: "captured", request: { target: "/k", body: { bytes: 0 } }, response: { status: 403 } },
      { request: { body: { bytes: 9, sha256Hex: "f".repeat(64), content: null } }, response: null },
    ]);
  });
  it("keeps only the answer where the request was stored redacted", () => {
    const headers = [["X-Amz-Security-Token", "[redacted]"]];
    const one = { schema: "countersign.examination/1", request: { ...request, headers }, response: null };
    expect(examinationLines(lines(one))).toMatchObject([{ origin: "none", request: { method: "" } }]);
  });
  it("leaves out other lines, and says so", () => {
    const one = { schema: "countersign.examination/1", request };
    expect(
      examinationLines(Buffer.concat([lines(one, { a: 1 }, null), Buffer.from("\nnot json")])),
    ).toMatchObject([{ notes: ["3 lines of the input are no examinations"] }]);
  });
  it("refuses an input without any", () => {
    expect(examinationLines(lines({ schema: "other" }))).toMatchObject({ code: "ERR_INPUT_UNREADABLE" });
  });
});
