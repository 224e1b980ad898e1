import { describe, expect, it } from "vitest";
import { requestFormats } from "../../src/cli/export-formats.ts";
import { reportFormats } from "../../src/cli/report-target.ts";
import { copyFormats, saveFormats } from "../../src/inspector/inspector-api.ts";

describe("the formats that the page offers", () => {
  it("are those of export, all of them", () => {
    expect([...copyFormats]).toEqual([...requestFormats]);
    expect([...saveFormats]).toEqual([...reportFormats]);
  });
});
