import { describe, expect, it } from "vitest";
import { millisecondForms, scopeDateForms, timeForms } from "../../src/diagnosis/date-forms.ts";

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

describe("scopeDateForms", () => {
  it("gives the day as other programs write it", () => {
    const forms = scopeDateForms(Date.UTC(2026, 0, 2, 3, 4, 5));
    for (const form of ["2026-01-02", "260102", "02012026", "20260102T030405Z"])
      expect(forms).toContain(form);
    expect(forms).not.toContain("20260102");
  });
});

describe("millisecondForms", () => {
  it("gives every part of a second but none", () => {
    const forms = [...millisecondForms(Date.UTC(2026, 0, 2, 3, 4, 5))];
    expect(forms).toContain("2026-01-02T03:04:05.123Z");
    expect(forms).toContain("20260102T030405999Z");
    expect(new Set(forms).size).toBe(4 * 999);
  });
});
