import { describe, expect, it } from "vitest";
import { KeySteps } from "../../src/page/key-steps.tsx";
import { inspectedSample } from "../support/inspector-fixture.ts";
import { rendered, renderedText } from "../support/rendered.ts";

const { examination } = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });

describe("the steps of the key", () => {
  it("have their inputs and no secret", () => {
    const text = renderedText(KeySteps, { examination });
    expect(text).toContain("date key HMAC(“AWS4” + secret,");
    expect(text).toContain("SHA-256 of the canonical request");
    expect(rendered(KeySteps, { examination })).not.toMatch(/wJalrXUtnFEMI/);
  });

  it("are not there where nothing was derived", () => {
    expect(rendered(KeySteps, { examination: { ...examination, derivation: null } })).toBe("");
  });
});
