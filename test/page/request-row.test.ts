import { describe, expect, it } from "vitest";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import { listRow, rowMaker } from "../../src/inspector/exchange-row.ts";
import { columnNames, RequestRow, What } from "../../src/page/request-row.tsx";
import { provenSample } from "../support/inspector-fixture.ts";
import { rendered, renderedText } from "../support/rendered.ts";

const props = { place: 6, chosen: false, grouped: false, open: () => undefined };

describe("a row", () => {
  it("has a cell for each column", async () => {
    const row = listRow(
      rowMaker()(await provenSample(contentTypeChanged.example()), { number: 5, source: 0, place: 1 }),
    );
    const html = rendered(RequestRow, { row, ...props });
    expect(html.match(/role="gridcell"/g)).toHaveLength(columnNames.length);
    expect(html).toContain('id="row-5"');
    expect(html).toContain('aria-rowindex="8"');
    const text = renderedText(RequestRow, { row, ...props });
    expect(text).toContain("≠ mismatch");
    expect(text).toContain("content-type-changed");
  });

  it("says that it is under way, or how it ended", async () => {
    const made = listRow(
      rowMaker()(await provenSample(contentTypeChanged.example()), { number: 5, source: 0, place: 1 }),
    );
    const open = { ...made, underWay: true, status: null, causes: [], standing: "unknown" as const };
    const html = rendered(RequestRow, { row: open, ...props });
    expect(html).toContain('class="row under-way"');
    expect(renderedText(RequestRow, { row: open, ...props })).toMatch(/^◌ under way .*…$/);
    const cut = { ...made, status: 200, interrupted: "truncated: the upstream closed the connection" };
    expect(renderedText(RequestRow, { row: cut, ...props })).toContain("200 cut");
    expect(rendered(RequestRow, { row: cut, ...props })).toContain(
      'title="truncated: the upstream closed the connection"',
    );
  });

  it("counts repeats", async () => {
    const made = listRow(
      rowMaker()(await provenSample(contentTypeChanged.example()), { number: 5, source: 0, place: 1 }),
    );
    const row = { ...made, incident: { id: "i", count: 1234 } };
    expect(renderedText(RequestRow, { row, ...props, grouped: true })).toContain("× 1 234");
    expect(renderedText(RequestRow, { row, ...props })).toContain("no. 1 234");
  });

  it("shows nothing that steers, and marks what stood inside another", async () => {
    const made = listRow(
      rowMaker()(await provenSample(contentTypeChanged.example()), { number: 5, source: 0, place: 1 }),
    );
    const row = { ...made, target: "/\u202e<script>", nested: true };
    expect(rendered(What, { row })).toContain("\\u{202E}&lt;script>");
    expect(renderedText(What, { row })).toContain("↳");
  });
});
