import { describe, expect, it } from "vitest";
import { pathDoubleEncodedS3 } from "../../src/diagnosis/findings/path-double-encoded-s3.ts";
import { ExchangeSections } from "../../src/page/exchange-sections.tsx";
import { provenSample } from "../support/inspector-fixture.ts";
import { rendered } from "../support/rendered.ts";

describe("the sections of an exchange", () => {
  it("stand in order, the answer first", async () => {
    const html = rendered(ExchangeSections, {
      exchange: await provenSample(pathDoubleEncodedS3.example()),
      rules: {},
    });
    const titles = [...html.matchAll(/<(?:h1|h2) id="([\w-]+)">([^<]+)/g)];
    expect(titles.map(([, , title]) => title).slice(1)).toEqual([
      "Expected and answered",
      ...(titles.length === 7 ? ["Timeline"] : []),
      "Envelope",
      "Canonical request",
      "String to sign, and the key",
      "Request and answer",
    ]);
    // Several may stand in one page.
    expect(new Set(titles.map(([, id]) => id)).size).toBe(titles.length);
  });
});
