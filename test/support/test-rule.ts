// A rule made up for a test: the words do not matter, the behaviour is given.
import { signedExample } from "../../src/diagnosis/example.ts";
import type { FindingRule, Stage } from "../../src/diagnosis/rule.ts";

/** A rule with the given behaviour. */
export function testRule(
  id: string,
  behaviour: Pick<Partial<FindingRule>, "inspect" | "readAnswer" | "readTexts" | "suppose" | "threads">,
  stage: Stage = "envelope",
): FindingRule {
  return {
    id,
    stage,
    blame: "client",
    severity: "error",
    threads: 1,
    title: id,
    why: "why",
    fix: "fix",
    spec: "observed: a test",
    example: () => signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/" }),
    ...behaviour,
  };
}
