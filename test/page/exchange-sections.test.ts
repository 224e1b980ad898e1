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
    const ids = [...html.matchAll(/ id="(\w+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(
      ["answer", "outcome", "timeline", "envelope", "canonical", "string", "messages"].filter((id) =>
        ids.includes(id),
      ),
    );
    expect(ids).toEqual(
      expect.arrayContaining(["answer", "outcome", "envelope", "canonical", "string", "messages"]),
    );
  });
});
