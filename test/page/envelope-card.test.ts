import { describe, expect, it } from "vitest";
import { EnvelopeCard } from "../../src/page/envelope-card.tsx";
import { inspectedSample } from "../support/inspector-fixture.ts";
import { rendered, renderedText } from "../support/rendered.ts";

const { examination } = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });

describe("the envelope", () => {
  it("is shown whole, its parts marked and explained", () => {
    const html = rendered(EnvelopeCard, { examination });
    expect(html).toContain(
      '<mark class="part is-access-key" title="Access key id">AKIAIOSFODNN7EXAMPLE</mark>',
    );
    expect(html).toContain('<mark class="part is-region" title="Region">us-east-1</mark>');
    expect(renderedText(EnvelopeCard, { examination })).toContain("Which headers the signature covers");
  });

  it("is not there for a request without one", () => {
    const request = { ...examination.request, headers: [] };
    expect(rendered(EnvelopeCard, { examination: { ...examination, request } })).toBe("");
  });
});
