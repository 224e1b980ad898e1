// What was captured is text wherever it is shown: sixty ways to make it more, in every field of an exchange at once.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import type { InspectedExchange } from "../../src/inspector/inspector-api.ts";
import { pageFiles } from "../../src/inspector/page-files.ts";
import { chromiumFile, openBrowser, openPage } from "../support/browser.ts";
import { inspectorOf, provenSample } from "../support/inspector-fixture.ts";

const run = "globalThis.harmed=1";
const carriers = [
  "img src=x",
  "svg",
  "body",
  "iframe",
  "details open",
  "video src=x",
  "audio src=x",
  "input autofocus",
  "marquee",
  "math",
];
const events = ["onerror", "onload", "ontoggle", "onfocus"];

/** Sixty texts that run a script in a page that takes them for more than text. */
const payloads: readonly string[] = [
  ...carriers.flatMap((carrier) => events.map((event) => `<${carrier} ${event}=${run}>`)),
  `<script>${run}</script>`,
  `</script><script>${run}</script>`,
  `"><script>${run}</script>`,
  `'><script>${run}</script>`,
  `</textarea><script>${run}</script>`,
  `</style><script>${run}</script>`,
  `<a href="javascript:${run}">x</a>`,
  `javascript:${run}`,
  `<iframe srcdoc="<script>parent.${run}</script>">`,
  `<object data="data:text/html,<script>${run}</script>">`,
  `<embed src="javascript:${run}">`,
  `<form action="javascript:${run}"><button>x</button></form>`,
  `<base href="//evil.test/">`,
  `<link rel=stylesheet href="//evil.test/x.css">`,
  `<meta http-equiv=refresh content="0;url=//evil.test/">`,
  `{{constructor.constructor('${run}')()}}`,
  `\${${run}}`,
  `&lt;script&gt;${run}&lt;/script&gt;`,
  `\u202e<script>${run}</script>`,
  `__proto__`,
];

/** The exchange with every text of it replaced, names of members and its verdict left alone. */
function hostile(exchange: InspectedExchange, text: string): InspectedExchange {
  const fixed = new Set([
    "schema",
    "verdict",
    "kind",
    "scheme",
    "of",
    "form",
    "time",
    "serverDate",
    "amzDate",
    "sessionToken",
  ]);
  const replaced = (value: unknown, name: string): unknown => {
    if (typeof value === "string") return fixed.has(name) ? value : text;
    if (Array.isArray(value)) return value.map((one) => replaced(one, name));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, key)]));
  };
  return replaced(exchange, "") as InspectedExchange;
}

describe.runIf(chromiumFile)("captured texts", { timeout: 240_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it("are sixty different ones", () => {
    expect(new Set(payloads).size).toBe(60);
  });

  it("do nothing in any view, whatever they are and wherever they stand", async () => {
    const sample = await provenSample(contentTypeChanged.example());
    const { inspector } = await inspectorOf(
      payloads.map((payload) => hostile(sample, payload)),
      { files: pageFiles() },
    );
    const { page, wrong } = await openPage(browser, inspector.url);
    await page.getByText("60 requests").waitFor();
    const strange = (): Promise<string[]> =>
      page.evaluate(() => {
        const found = Array.from(document.querySelectorAll("*")).filter(
          (one) =>
            /^(?:SCRIPT|IFRAME|OBJECT|EMBED|BASE|FORM|VIDEO|AUDIO|MARQUEE|MATH|META|LINK|IMG|STYLE)$/i.test(
              one.tagName,
            ) ||
            Array.from(one.attributes).some(
              ({ name, value }) => /^on/.test(name) || (name !== "title" && /^\s*javascript:/i.test(value)),
            ),
        );
        const ours =
          /^<(?:meta (?:charset|name)=|script type="module" crossorigin="" src="\/page\.js"|link rel="(?:icon|stylesheet)"|img src="\/icon\.svg")/;
        return [
          ...found.map(({ outerHTML }) => outerHTML).filter((html) => !ours.test(html)),
          ...("harmed" in globalThis ? ["harmed"] : []),
        ];
      });
    for (let number = 1; number <= payloads.length; number += 1) {
      await page.evaluate((hash) => (location.hash = hash), `#/request/${number}`);
      await page.locator(".answer").waitFor();
      for (const summary of await page.locator("summary").all()) await summary.click();
      expect([payloads[number - 1], await strange()]).toEqual([payloads[number - 1], []]);
    }
    await page.evaluate(() => (location.hash = "#/overview"));
    await page.getByRole("heading", { name: "Services" }).waitFor();
    expect(await strange()).toEqual([]);
    await page.evaluate(() => (location.hash = "#/"));
    await page.getByText("60 requests").waitFor();
    expect(await strange()).toEqual([]);
    expect(wrong).toEqual([]);
    await inspector.close();
  });

  it("do nothing when they are pasted into the explain box, or into the filter of an address", async () => {
    const { inspector } = await inspectorOf([], { files: pageFiles() });
    const { page, wrong } = await openPage(browser, inspector.url);
    await page.keyboard.press("3");
    for (const payload of payloads.slice(0, 5)) {
      await page
        .getByLabel("Text")
        .fill(`GET /${payload.replaceAll(" ", "%20")} HTTP/1.1\r\nHost: a\r\nX-A: ${payload}\r\n\r\n`);
      await page.getByRole("button", { name: "Explain", exact: true }).last().click();
      await page.waitForTimeout(150);
    }
    await page.evaluate(
      (filter) => (location.hash = `#/?filter=${encodeURIComponent(filter)}`),
      payloads[0] ?? "",
    );
    await page.getByText("0 requests").waitFor();
    expect(await page.evaluate(() => "harmed" in globalThis)).toBe(false);
    expect(wrong).toEqual([]);
    await inspector.close();
  });
});
