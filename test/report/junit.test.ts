// The report is read back by a parser that is not ours.
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { beforeAll, describe, expect, it } from "vitest";
import type { ExaminationJson } from "../../src/report/examination-json.ts";
import { junitReport } from "../../src/report/junit.ts";
import {
  canaryCookie,
  canaryToken,
  hostileSample,
  ruleSample,
  steeringCharacters,
  validSample,
} from "../support/examination-samples.ts";

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseAttributeValue: false,
  isArray: (name) => name === "testcase",
});

async function report(examinations: readonly ExaminationJson[]) {
  let text = "";
  for await (const piece of junitReport(examinations)) text += piece;
  expect(XMLValidator.validate(text)).toBe(true);
  const { testsuites } = parser.parse(text);
  return { text, suites: testsuites, suite: testsuites.testsuite };
}

describe("a JUnit report", () => {
  let mismatch: ExaminationJson;
  let valid: ExaminationJson;

  beforeAll(async () => {
    mismatch = await ruleSample("header-value-whitespace");
    valid = await validSample("valid");
  });

  it("counts what failed, what is unknown and what passed", async () => {
    const unknown: ExaminationJson = { ...valid, id: "u", verdict: "unverifiable" };
    const { suites, suite } = await report([mismatch, valid, unknown]);
    const counts = { tests: "3", failures: "1", errors: "0", skipped: "1", time: "0" };
    expect(suites).toMatchObject({ name: "countersign", ...counts });
    expect(suite).toMatchObject({ name: "countersign", ...counts });
    expect(suite.testcase).toHaveLength(3);
    expect(suite.testcase[2].skipped.message).toBe("no secret is known for this key id");
  });

  it("tells a failure with its cause, the proof's certainty, what to do and what not", async () => {
    const { suite } = await report([mismatch]);
    const [one] = suite.testcase;
    expect(one.classname).toMatch(/^countersign\.\w+$/);
    expect(one.failure.message).toBe("header-value-whitespace");
    expect(one.failure.type).toBe("mismatch");
    expect(one.failure["#text"]).toContain("header-value-whitespace (proven): ");
    expect(one.failure["#text"]).toContain("What to do: ");
  });

  it("keeps the names of cases apart", async () => {
    const { suite } = await report([valid, { ...valid, id: "second" }]);
    expect(suite.testcase[0].name).not.toBe(suite.testcase[1].name);
  });

  it("fails a mismatch that nothing explains", async () => {
    const { suite } = await report([{ ...valid, verdict: "mismatch", causes: [], findings: [] }]);
    expect(suite.testcase[0].failure.message).toBe("mismatch");
  });

  it("stays well-formed with hostile texts, and shows no secret", async () => {
    const { text, suite } = await report([await hostileSample(), { ...valid, id: "\0\u001b]]>\ud800" }]);
    expect(suite.testcase).toHaveLength(2);
    expect(suite.testcase[0].name).toContain("<script>alert(1)</script>");
    expect(text).not.toContain(canaryToken);
    expect(text).not.toContain(canaryCookie);
    expect(steeringCharacters(text)).toEqual([]);
  });

  it("is well-formed without any request", async () => {
    const { suite } = await report([]);
    expect(suite.tests).toBe("0");
    expect(suite.testcase).toBeUndefined();
  });
});
