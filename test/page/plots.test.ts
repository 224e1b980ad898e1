import { describe, expect, it } from "vitest";
import { overviewOf } from "../../src/inspector/overview.ts";
import { SkewPlot, SpanBars, Spark, skewScale } from "../../src/page/plots.tsx";
import { rendered } from "../support/rendered.ts";

describe("plots", () => {
  it("have room for seconds and for days", () => {
    expect(skewScale(0)).toBe(0);
    expect(skewScale(10)).toBeGreaterThan(0.15);
    expect(skewScale(-300)).toBe(-skewScale(300));
    expect(skewScale(1e12)).toBe(1);
  });

  it("draw what there is, and nothing for zero", () => {
    const bars = rendered(SpanBars, {
      spans: [
        { right: 2, failed: 1, other: 0 },
        { right: 0, failed: 0, other: 0 },
      ],
    });
    expect(bars.match(/<rect/g)).toHaveLength(2);
    expect(bars).toContain('aria-label="At most 3 requests in one span"');
    expect(rendered(Spark, { spans: [0, 4, 0, 1], label: "x" }).match(/<rect/g)).toHaveLength(2);
  });

  it("mark clocks that are further off than AWS allows", () => {
    const overview = {
      ...overviewOf([]),
      ...{ fromEpochMs: 0, untilEpochMs: 10 },
      skews: [
        { atEpochMs: 0, seconds: 2, client: "a" },
        { atEpochMs: 10, seconds: -900, client: "<b>" },
      ],
    };
    const plot = rendered(SkewPlot, { overview });
    expect(plot.match(/<circle/g)).toHaveLength(2);
    expect(plot.match(/class="off"/g)).toHaveLength(1);
    expect(plot).toContain("&lt;b>: -900 s");
    expect(rendered(SkewPlot, { overview: overviewOf([]) })).toBe("");
  });
});
