import { describe, expect, it } from "vitest";
import { timeForms } from "../../src/diagnosis/date-forms.ts";

describe("timeForms", () => {
  it("gives the forms in which a date is written by mistake, what was sent first", () => {
    const forms = timeForms(Date.UTC(2026, 0, 2, 3, 4, 5), "as sent");
    expect(forms[0]).toBe("as sent");
    expect(forms).toContain("2026-01-02T03:04:05Z");
    expect(forms).toContain("20260102T030405.000Z");
    expect(forms).toContain("Fri, 02 Jan 2026 03:04:05 GMT");
    expect(forms).toContain("20260102T030405+0000");
  });
});
