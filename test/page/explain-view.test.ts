import { describe, expect, it } from "vitest";
import { ExplainView } from "../../src/page/explain-view.tsx";
import { rendered } from "../support/rendered.ts";

describe("the explain box", () => {
  it("says what may be pasted, and that nothing of it is kept", () => {
    const html = rendered(ExplainView, {});
    expect(html).toContain("a presigned URL, an AWS error, or a debug log");
    expect(html).toContain("and not kept");
    expect(html).toContain('<textarea id="text"');
  });
});
