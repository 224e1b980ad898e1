import { describe, expect, it } from "vitest";
import { fencedBlock, inlineCode, proseText } from "../../src/report/markdown-text.ts";

describe("text in Markdown", () => {
  it("cannot leave a code span", () => {
    expect(inlineCode("a")).toBe("`a`");
    expect(inlineCode("a`b``c")).toBe("``` a`b``c ```");
    expect(inlineCode("a\n\n# b")).toBe("`a # b`");
    expect(inlineCode("")).toBe("nothing");
    expect(inlineCode(" a")).toBe("`  a `");
  });

  it("cannot leave a fenced block", () => {
    expect(fencedBlock("diff", "+ a")).toBe("```diff\n+ a\n```");
    expect(fencedBlock("", "````\n</details>")).toBe("`````\n````\n</details>\n`````");
  });

  it("is prose and nothing else", () => {
    expect(proseText("a *b* _c_ [d](e) <f> & `g` |")).toBe(
      "a \\*b\\* \\_c\\_ \\[d\\](e) &lt;f> &amp; \\`g\\` \\|",
    );
    expect(proseText("# a\n> b\n- c\n1. d")).toBe("\\# a\n\\> b\n\\- c\n1\\. d");
    expect(proseText("@team http://x")).toBe("@\u200bteam http:\u200b//x");
  });
});
