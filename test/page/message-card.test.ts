import { describe, expect, it } from "vitest";
import { MessageCard } from "../../src/page/message-card.tsx";
import { inspectedSample } from "../support/inspector-fixture.ts";
import { rendered, renderedText } from "../support/rendered.ts";

const exchange = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });

describe("the messages", () => {
  it("show headers in order, and which of them are signed", () => {
    const text = renderedText(MessageCard, { exchange });
    expect(text).toMatch(/GET \/a HTTP\/1\.1 Host signed examplebucket/);
    expect(text).toMatch(/Authorization not signed/);
    expect(text).toContain("No answer was kept.");
  });

  it("hold the header's hash against the body's", () => {
    const request = {
      ...exchange.examination.request,
      headers: [["X-Amz-Content-Sha256", "a".repeat(64)]] as const,
      bodySha256Hex: "b".repeat(64),
    };
    expect(
      renderedText(MessageCard, {
        exchange: { ...exchange, examination: { ...exchange.examination, request } },
      }),
    ).toContain("it is not");
  });

  it("say what is not the bytes, and cut what is long", () => {
    const body = { bytes: 30_000, text: "<b>".repeat(10_000), exact: false };
    const html = rendered(MessageCard, { exchange: { ...exchange, requestBody: body } });
    expect(html).toContain("Redacted: this is not what was signed.");
    expect(html).not.toContain("<b>&lt;b");
    expect(html.length).toBeLessThan(150_000);
    const gone = { bytes: 2048, text: null, exact: false };
    expect(renderedText(MessageCard, { exchange: { ...exchange, requestBody: gone } })).toContain(
      "2.0 KiB of body, not kept.",
    );
  });
});
