import { describe, expect, it } from "vitest";
import { asciiDigits, gregorianDays, localDays, otherCalendar } from "../../src/diagnosis/calendars.ts";

const at = Date.UTC(2026, 0, 2, 3, 4, 5);
const bytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

describe("localDays", () => {
  it("holds the day as Thai, Iranian, Saudi and Japanese machines write it", () => {
    const days = localDays(at).map(({ day }) => day);
    expect(days[0]).toBe("25690102");
    for (const day of ["14050102", "14041012", "14470713", "00080102", "01150102"])
      expect(days).toContain(day);
    expect(days).toContain(bytes("٢٠٢٦٠١٠٢"));
    expect(days).toContain(bytes("๒๕๖๙๐๑๐๒"));
    expect(new Set(days).size).toBe(days.length);
  });
});

describe("gregorianDays", () => {
  it("undoes the offset of the year", () => {
    expect(gregorianDays("25690102")).toContain("20260102");
    expect(gregorianDays("14050102")).toContain("20260102");
  });
});

describe("asciiDigits", () => {
  it("reads digits of other scripts and names the script", () => {
    expect(asciiDigits(bytes("٢٠٢٦T٠٣Z"))).toEqual({ text: "2026T03Z", words: "Arabic digits" });
    expect(asciiDigits(bytes("๒๐๒๖"))).toEqual({ text: "2026", words: "Thai digits" });
    expect(asciiDigits("20260102T030405Z")).toBeNull();
    expect(asciiDigits("M\u00fcnchen")).toBeNull();
  });
});

describe("otherCalendar", () => {
  it.each([
    ["25690102T030405Z", "Buddhist calendar"],
    ["14050102T030405Z", "Persian calendar"],
    ["14041012", "Persian calendar"],
    ["14470713", "Islamic calendar"],
    ["00080102", "Japanese calendar"],
    ["20260102", null],
    ["19700101", null],
    ["20990101", null],
    ["2026", null],
    ["", null],
  ])("says of %s: %s", (date, calendar) => {
    expect(otherCalendar(date, at)).toBe(calendar);
  });

  it("needs no clock for a year that is far off", () => {
    expect(otherCalendar("25690102", null)).toBe("Buddhist calendar");
    expect(otherCalendar("20260102", null)).toBeNull();
  });
});
