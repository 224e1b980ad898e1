import { describe, expect, it } from "vitest";
import { mismatchUnexplained } from "../../src/diagnosis/engine-findings.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { causesOf, engineFinding, finding } from "../../src/diagnosis/inspect.ts";
import { examined } from "../support/examined.ts";
import { testRule } from "../support/test-rule.ts";

describe("inspections", () => {
  it("mark what is seen on the wire as observed and what the answer says as reported", async () => {
    const seen = testRule("seen", { inspect: () => [{ detail: "on the wire", evidence: {} }] });
    const said = testRule("said", {
      readAnswer: ({ answer }) => [{ detail: `said ${answer.status}`, evidence: {} }],
    });
    const example = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/",
      response: exampleResponse(403, [], ""),
    });
    const { findings, causes } = await examined(example, [seen, said]);
    expect(findings.map(({ rule, certainty, detail }) => [rule, certainty, detail])).toEqual([
      ["seen", "observed", "on the wire"],
      ["said", "reported", "said 403"],
    ]);
    expect(causes).toEqual(["seen", "said"]);
  });
  it("read an answer only when it is an error", async () => {
    const said = testRule("said", { readAnswer: () => [{ detail: "said", evidence: {} }] });
    const example = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/",
      response: exampleResponse(200, [], ""),
    });
    expect((await examined(example, [said])).findings).toEqual([]);
  });
  it("hold nothing against a request that AWS took", async () => {
    const seen = testRule("seen", { inspect: () => [{ detail: "on the wire", evidence: {} }] });
    const proven = testRule("proven", { inspect: () => [{ detail: "", evidence: {}, proven: true }] });
    const weighed = async (url: string, response = exampleResponse(200, [], "")) =>
      (await examined(signedExample({ url, response }), [seen, proven])).findings.map(
        ({ severity }) => severity,
      );
    expect(await weighed("https://examplebucket.s3.us-east-1.amazonaws.com/")).toEqual(["note", "error"]);
    const cached = exampleResponse(200, [["Age", "30"]], "");
    for (const errors of [
      await weighed("https://storage.example.com/"),
      await weighed("https://examplebucket.s3.us-east-1.amazonaws.com/", exampleResponse(403, [], "")),
      await weighed("https://examplebucket.s3.us-east-1.amazonaws.com/", cached),
    ])
      expect(errors).toEqual(["error", "error"]);
  });
  it("come in the order in which a verifier meets them", async () => {
    const late = testRule("late", { inspect: () => [{ detail: "", evidence: {} }] }, "credentials");
    const early = testRule("early", { inspect: () => [{ detail: "", evidence: {} }] }, "envelope");
    const { findings } = await examined(
      signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/" }),
      [late, early],
    );
    expect(findings.map(({ rule }) => rule)).toEqual(["early", "late"]);
  });
  it("make a finding suspected when something is left to settle, and then no cause", () => {
    const suspected = finding(
      testRule("maybe", {}),
      { detail: "Looks odd.", evidence: {}, settledBy: "the secret." },
      "observed",
    );
    expect(suspected).toMatchObject({
      certainty: "suspected",
      isCause: false,
      detail: "Looks odd. This would settle it: the secret.",
    });
  });
  it("make a finding proven when the comparison reproduced the signature", () => {
    expect(
      finding(testRule("same-bytes", {}), { detail: "", evidence: {}, proven: true }, "observed").certainty,
    ).toBe("proven");
  });
  it("explain a mismatch by proofs alone, and name each rule once", () => {
    const seen = finding(testRule("seen", {}), { detail: "", evidence: {} }, "observed");
    const shown = finding(testRule("shown", {}), { detail: "", evidence: {} }, "proven");
    expect(causesOf([seen, shown, shown], "mismatch")).toEqual(["shown"]);
    expect(causesOf([seen, shown], "valid")).toEqual(["seen", "shown"]);
  });
  it("never take a warning, a note or a finding of the engine for a cause", () => {
    const warned = finding(
      testRule("warned", {}),
      { detail: "", evidence: {}, severity: "warning" },
      "observed",
    );
    const own = engineFinding(mismatchUnexplained, "", {}, "observed");
    expect(causesOf([warned, own], "valid")).toEqual([]);
  });
});
