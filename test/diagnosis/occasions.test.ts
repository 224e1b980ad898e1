import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/diagnosis/catalogue.ts";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import type { Example } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { occasionsOf } from "../../src/diagnosis/occasions.ts";
import type { RuleContext } from "../../src/diagnosis/rule.ts";
import { occasionNames } from "../../src/diagnosis/rule.ts";
import { correctTraffic } from "../support/correct-traffic.ts";

/** As examined with what the example knows, and with no key at all. */
function contexts(example: Example): RuleContext[] {
  const { request, response, knowledge, nowEpochMs, related } = example;
  const none = { credentials: [], signingKeys: [] };
  return [knowledge, none].map((known) => {
    const subject = { id: "1", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
    return examined({ ...subject, related: related ?? [] }, createExaminer(known, [])).context;
  });
}

const all = [...catalogue.map(({ example }) => example()), ...correctTraffic.map(([, example]) => example)]
  .flatMap(contexts)
  .map((context) => ({ context, given: occasionsOf(context) }));

describe("occasions", () => {
  it("are each given by some requests and not by others", () => {
    for (const name of occasionNames) {
      const those = all.filter(({ given }) => given.has(name)).length;
      expect(those, name).toBeGreaterThan(0);
      expect(those, name).toBeLessThan(all.length);
    }
  });

  it("hide nothing: a rule sees nothing in a request that does not give its occasion", () => {
    for (const { id, onlyWhen, inspect } of catalogue) {
      if (onlyWhen === undefined || !inspect) continue;
      for (const { context, given } of all) {
        if (!given.has(onlyWhen)) expect(inspect(context), id).toEqual([]);
      }
    }
  });

  it("are all given where they should be", () => {
    const plain = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
    expect([...occasionsOf(contexts(plain)[0] as RuleContext)]).toEqual([]);
    const late = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a?list-type=2",
      sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
      now: "20260102T060405Z",
    });
    expect([...occasionsOf(contexts(late)[1] as RuleContext)]).toEqual([
      "not valid",
      "with query",
      "with token",
      "out of time",
    ]);
  });
});
