import { describe, expect, it } from "vitest";
import {
  amzDate,
  hasBasicForm,
  isoDate,
  parseAmzDate,
  parseHttpOrIsoDate,
} from "../../src/sigv4/amz-date.ts";

describe("dates of the protocol", () => {
  it("reads the basic form", () => {
    expect(parseAmzDate("20150830T123600Z")).toBe(1440938160000);
  });
  it.each([
    "2015-08-30T12:36:00Z",
    "20150830T123600",
    "20150230T123600Z",
    "20150830T246000Z",
    "",
    "\u0e51\u0e52",
  ])("refuses %j as basic", (text) => {
    expect(parseAmzDate(text)).toBeNull();
  });
  it.each([
    "20150830T123600Z",
    "2015-08-30T12:36:00Z",
    "2015-08-30T12:36:00.123Z",
    "Sun, 30 Aug 2015 12:36:00 GMT",
    "Sun, 30 Aug 2015 12:36:00 +0000",
  ])("reads %j as AWS does", (text) => {
    expect(parseHttpOrIsoDate(text)).toBe(1440938160000);
  });
  it.each([
    "yesterday",
    "Sun, 30 Foo 2015 12:36:00 GMT",
    "Sun, 31 Feb 2015 12:36:00 GMT",
    "2015-08-30 12:36:00",
  ])("refuses %j", (text) => {
    expect(parseHttpOrIsoDate(text)).toBeNull();
  });
  it("writes any number at all", () => {
    expect([Number.NaN, 1e300, -1e300, Number.POSITIVE_INFINITY].map(isoDate)).toEqual([
      "1970-01-01T00:00:00Z",
      "9999-12-31T23:59:59Z",
      "0000-01-01T00:00:00Z",
      "9999-12-31T23:59:59Z",
    ]);
  });
  it("knows the length of every month", () => {
    const exists = (text: string) => parseAmzDate(text) !== null;
    expect(["20240229", "20000229", "20260430", "20261231"].map((day) => exists(`${day}T000000Z`))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(
      ["20230229", "19000229", "20260431", "20261301", "20260100"].map((day) => exists(`${day}T000000Z`)),
    ).toEqual([false, false, false, false, false]);
    expect(["240000", "006000", "000060"].map((time) => exists(`20260101T${time}Z`))).toEqual([
      false,
      false,
      false,
    ]);
  });
  it("tells the basic form by its shape alone", () => {
    expect([
      hasBasicForm("20150830T123600Z"),
      hasBasicForm("20159999T999999Z"),
      hasBasicForm("2015-08-30T12:36:00Z"),
    ]).toEqual([true, true, false]);
  });
  it("writes both forms", () => {
    expect(amzDate(1440938160999)).toBe("20150830T123600Z");
    expect(isoDate(1440938160999)).toBe("2015-08-30T12:36:00Z");
  });
});
