// The page is read by the tests as a browser would take it apart: every element and attribute that hostile text could add is looked for.
import { XMLParser } from "fast-xml-parser";
import { beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../../src/http/digest.ts";
import type { ExaminationJson } from "../../src/report/examination-json.ts";
import { htmlReport } from "../../src/report/html-report.ts";
import { gatheredReport } from "../../src/report/report-groups.ts";
import {
  canaryCookie,
  canaryToken,
  hostileSample,
  ruleSample,
  steeringCharacters,
  validSample,
} from "../support/examination-samples.ts";

const about = { version: "1.2.3", writtenAt: "2026-01-02T03:04:05Z" };

async function page(examinations: readonly ExaminationJson[]): Promise<string> {
  return htmlReport(await gatheredReport(examinations), about);
}

/** Names of all elements, and of all attributes. */
function markup(text: string): { elements: Set<string>; attributes: Set<string> } {
  const tags = [...text.replace(/<style>.*<\/style>/s, "").matchAll(/<([a-zA-Z][^\s>]*)([^>]*)>/g)];
  const attributes = tags.flatMap(([, , rest = ""]) =>
    [...rest.matchAll(/([\w-]+)(?:="[^"]*")?/g)].map(([, name = ""]) => name),
  );
  return { elements: new Set(tags.map(([, name = ""]) => name)), attributes: new Set(attributes) };
}

describe("the HTML report", () => {
  let mismatch: ExaminationJson;
  let text: string;

  beforeAll(async () => {
    mismatch = await ruleSample("header-value-whitespace");
    text = await page([mismatch, { ...mismatch, id: "again" }, await validSample("valid")]);
  });

  it("tells the answer first: what, proof, fix, wrong fix", () => {
    const places = [
      "2 of 3 requests fail",
      "A header value was signed with blanks",
      ">Proof<",
      ">What to do<",
      ">What not to do<",
      "The request and its envelope",
    ];
    const found = places.map((place) => text.indexOf(place));
    expect(found).not.toContain(-1);
    expect([...found].sort((a, b) => a - b)).toEqual(found);
  });

  it("tells requests that fail in the same way once", () => {
    expect(text.match(/<article /g)).toHaveLength(1);
    expect(text).toContain("Requests like this one: header-value-whitespace, again");
  });

  it("shows both canonical requests beside each other, changed bytes marked and visible", () => {
    expect(text).toContain(
      '<td class="sent">x-amz-meta-title:annual report</td><td class="signed">x-amz-meta-title:annual <mark>··</mark>report</td>',
    );
  });

  it("is a well-formed document with language, title, headings and labelled parts", () => {
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: "",
      stopNodes: ["*.style"],
      allowBooleanAttributes: true,
    });
    const document = parser.parse(text.replace("<!doctype html>", ""), true);
    expect(document.html.lang).toBe("en");
    expect(document.html.head.title).toBe("2 of 3 requests fail · countersign");
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect(text).toContain("<main>");
    expect(text).not.toContain("<th>");
  });

  it("allows its own style and nothing else", () => {
    const style = /<style>(.*)<\/style>/s.exec(text)?.[1] ?? "";
    const hash = Buffer.from(sha256(style)).toString("base64");
    expect(text).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    expect(style).toContain("prefers-color-scheme: dark");
    expect(markup(text).elements).not.toContain("script");
    expect(markup(text).attributes).not.toContain("style");
  });

  it("gives hostile texts no element and no attribute", async () => {
    const clean = markup(text);
    const hostile = await page([await hostileSample()]);
    const found = markup(hostile);
    expect(
      [...found.elements].filter((name) => !clean.elements.has(name) && !["ul", "li"].includes(name)),
    ).toEqual([]);
    expect([...found.attributes].filter((name) => !clean.attributes.has(name))).toEqual([]);
    expect(steeringCharacters(hostile)).toEqual([]);
    expect(hostile).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  it("shows no secret and no whole signature", async () => {
    const hostile = await page([await hostileSample(), mismatch]);
    expect(hostile).not.toContain(canaryToken);
    expect(hostile).not.toContain(canaryCookie);
    const provided = mismatch.envelope.providedSignature ?? "";
    expect(provided).toMatch(/^[0-9a-f]{8}…$/);
    expect(hostile).not.toMatch(/Signature=[0-9a-f]{9}/);
  });

  it("says so when there is nothing to report", async () => {
    expect(await page([])).toContain("<h1>No request was seen</h1>");
    expect(await page([await validSample("v")])).toContain("<h1>The request is in order</h1>");
  });
});
