import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { debugLog } from "../../src/inputs/debug-log.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";

function causes(own: string, theirs: string): readonly string[] {
  const read = debugLog(
    `2026-01-02 03:04:05,1 - boto - DEBUG - StringToSign:\n${own}\n2026-01-02 03:04:05,2 - boto - DEBUG - x\n<Error><Code>SignatureDoesNotMatch</Code><StringToSign>${theirs}</StringToSign></Error>`,
  );
  if ("code" in read || !read[0]) throw new Error("nothing was read");
  const place = { id: "t", input: null, index: 0, selfCheck: null, nowEpochMs: null };
  return examine({ ...place, ...read[0] }, createExaminer(noKnowledge)).causes;
}

const date = "Fri, 25 Apr 2014 16:00:40 GMT";

describe("sigv2Signs", () => {
  it.each([
    [
      "the Content-Type",
      `PUT\n\ntext/plain\n${date}\n/b/k`,
      `PUT\n\ntext/plain; charset=utf-8\n${date}\n/b/k`,
      "content-type-changed",
    ],
    ["a lost bucket", `GET\n\n\n${date}\n/b/`, `GET\n\n\n${date}\n/`, "redirect-followed-unsigned"],
    [
      "another line",
      `GET\n\n\n${date}\nx-amz-acl:private\n/b/k`,
      `GET\n\n\n${date}\n/b/k`,
      "sigv2-canonicalization",
    ],
  ])("names %s", (_, own, theirs, rule) => {
    expect(causes(own, theirs)).toEqual([rule]);
  });
});
