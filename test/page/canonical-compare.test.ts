import { describe, expect, it } from "vitest";
import { pathDoubleEncodedS3 } from "../../src/diagnosis/findings/path-double-encoded-s3.ts";
import { CanonicalCompare } from "../../src/page/canonical-compare.tsx";
import { inspectedSample, provenSample } from "../support/inspector-fixture.ts";
import { rendered, renderedText } from "../support/rendered.ts";

describe("two canonical requests", () => {
  it("stand beside each other with the changed bytes marked", async () => {
    const html = rendered(CanonicalCompare, { exchange: await provenSample(pathDoubleEncodedS3.example()) });
    expect(html).toContain("/annual%2</span><mark>52</mark>");
    expect(html.match(/<tr class="changed"/g)).toHaveLength(1);
  });

  it("are said to be the same where they are", () => {
    const exchange = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
    expect(renderedText(CanonicalCompare, { exchange })).toContain("Both are the same, byte for byte.");
  });

  it("are one where only one is known, and none where none is", () => {
    const exchange = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
    const mismatch = { ...exchange, examination: { ...exchange.examination, verdict: "mismatch" as const } };
    expect(rendered(CanonicalCompare, { exchange: mismatch })).toContain('class="bytes one"');
    const none = { ...exchange, examination: { ...exchange.examination, derivation: null } };
    expect(rendered(CanonicalCompare, { exchange: none })).toBe("");
  });
});
