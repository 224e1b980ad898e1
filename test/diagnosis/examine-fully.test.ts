import { describe, expect, it } from "vitest";
import { exampleKnowledge, signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { examined } from "../support/examined.ts";
import { testRule } from "../support/test-rule.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a";

describe("the whole examination", () => {
  it("does not search where the signature is right", async () => {
    expect((await examined(signedExample({ url }))).search).toBeNull();
  });
  it("puts the proof's findings first and its rules first among the causes", async () => {
    const seen = testRule("seen", { inspect: () => [{ detail: "on the wire", evidence: {} }] });
    const key = testRule("key", {
      suppose: () => [{ changes: [], key: { secret: () => "another" }, detail: "another secret" }],
    });
    const { findings, causes, proof } = await examined(signedExample({ url, secret: "another" }), [
      seen,
      key,
    ]);
    expect(findings.map(({ rule }) => rule)).toEqual(["key", "seen"]);
    expect([causes, proof?.rules]).toEqual([["key", "seen"], ["key"]]);
  });
  it("searches behind a broken envelope that a forgiving reader takes, and names both faults", async () => {
    const example = signedExample({ url, signedInput: (input) => ({ ...input, method: "get" }) });
    const value = (example.request.headers.find(([name]) => name === "Authorization")?.[1] ?? "").replace(
      "Credential=",
      "Credential= ",
    );
    const broken = { ...example, request: withHeader(example.request, "Authorization", value) };
    const { verdict, causes, proof } = await examined(broken);
    expect([verdict, causes]).toEqual(["malformed", ["akid-whitespace", "method-case"]]);
    expect(proof?.rules).toEqual(["method-case"]);
  });
  it("finds whose secret signed for a key id it does not know, and stays unverifiable otherwise", async () => {
    const others = testRule("others", {
      *suppose({ otherCredentials }) {
        for (const { ref, source } of otherCredentials)
          yield { changes: [], key: { otherCredentials: ref }, detail: `secret of ${source}` };
      },
    });
    const known = exampleKnowledge("theirs", "AKIAOTHER");
    const proven = await examined({ ...signedExample({ url, secret: "theirs" }), knowledge: known }, [
      others,
    ]);
    expect([proven.verdict, proven.causes]).toEqual(["unverifiable", ["others"]]);
    const unknown = await examined({ ...signedExample({ url, secret: "nobody's" }), knowledge: known }, [
      others,
    ]);
    expect([unknown.verdict, unknown.causes, unknown.findings]).toEqual(["unverifiable", [], []]);
  });
  it("takes an observed fact for the cause of a mismatch that nothing reproduces", async () => {
    const absent = testRule("absent", {
      inspect: () => [{ detail: "a signed header is not there", evidence: {} }],
    });
    const { causes, findings } = await examined(signedExample({ url, secret: "another" }), [absent]);
    expect([causes, findings.map(({ rule }) => rule)]).toEqual([
      ["absent"],
      ["mismatch-unexplained", "absent"],
    ]);
  });
  it("reports a mismatch that nothing explains as one, when the independent signer agrees with us", async () => {
    const example = signedExample({
      url,
      headers: [["X-Amz-Meta-A", "a"]],
      sent: (sent) => withHeader(sent, "X-Amz-Meta-A", "b"),
    });
    const { findings } = await examined(example, []);
    expect(findings.map(({ rule, certainty }) => [rule, certainty])).toEqual([
      ["mismatch-unexplained", "observed"],
    ]);
  });
});
