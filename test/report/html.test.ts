import { describe, expect, it } from "vitest";
import { html, htmlText, ownHtml } from "../../src/report/html.ts";

describe("the HTML template", () => {
  it("escapes what is put in", () => {
    const text = `<script>alert("1")</script> & 'x'`;
    expect(htmlText(html`<p title="${text}">${text}</p>`)).toBe(
      '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</p>',
    );
  });

  it("keeps HTML, joins lists, and leaves nothing for null and false", () => {
    const items = ["a", "<b>"].map((text) => html`<li>${text}</li>`);
    expect(htmlText(html`<ul>${items}</ul>${null}${false}${0}`)).toBe(
      "<ul><li>a</li><li>&lt;b&gt;</li></ul>0",
    );
    expect(htmlText(html`<style>${ownHtml("a > b {}")}</style>`)).toBe("<style>a > b {}</style>");
  });
});
