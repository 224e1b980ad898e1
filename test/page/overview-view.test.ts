import { describe, expect, it } from "vitest";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import { rowMaker } from "../../src/inspector/exchange-row.ts";
import { overviewOf } from "../../src/inspector/overview.ts";
import { OverviewCards, quoted } from "../../src/page/overview-view.tsx";
import { parseFilter } from "../../src/report/filter-expression.ts";
import { provenSample } from "../support/inspector-fixture.ts";
import { renderedText } from "../support/rendered.ts";

const nothing = { find: () => undefined, open: () => undefined, filter: "" };

describe("the overview", () => {
  it("counts what fails and why", async () => {
    const row = rowMaker()(await provenSample(contentTypeChanged.example()), {
      number: 1,
      source: 0,
      place: 1,
    });
    const text = renderedText(OverviewCards, { overview: overviewOf([row]), ...nothing });
    for (const part of [
      "1 request",
      "1 failing",
      "content-type-changed",
      "Refusals by AWS",
      "Services",
      "Failed last",
    ])
      expect(text).toContain(part);
  });

  it("asks for a name as filters take it, whatever is in it", () => {
    for (const name of ["s3", "a b", 'a"b\\', "403 SignatureDoesNotMatch", "a&b", "", "~x"])
      expect(parseFilter(`~svc ${quoted(name)}`)).toEqual({ kind: "field", field: "svc", text: name });
    expect(quoted("clock-skew")).toBe("clock-skew");
  });

  it("says what nothing means", () => {
    const text = renderedText(OverviewCards, { overview: overviewOf([]), ...nothing, filter: "~err" });
    for (const part of ["0 requests for ~err", "Nothing fails.", "AWS refused nothing."])
      expect(text).toContain(part);
  });
});
