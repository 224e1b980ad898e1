import { describe, expect, it } from "vitest";
import { dateCalendarLocale } from "../../../src/diagnosis/findings/date-calendar-locale.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const now = "20260102T030405Z";
const id = "date-calendar-locale";
const bytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

describe(id, () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(dateCalendarLocale.example())).causes).toEqual([id]);
  });

  it.each([
    "25690102T030405Z",
    "14050102T030405Z",
    "14041012T030405Z",
    "14470713T030405Z",
    "00080102T030405Z",
  ])("is seen in %s", async (date) => {
    expect(await causesOf({ url, date, now })).toEqual([id]);
  });

  it("is seen in digits of another script", async () => {
    const date = bytes("٢٠٢٦٠١٠٢T٠٣٠٤٠٥Z");
    const scope = { date: bytes("٢٠٢٦٠١٠٢") };
    expect(await causesOf({ url, date, scope, now })).toEqual([id]);
  });

  it("is seen in the scope's date alone", async () => {
    expect(await causesOf({ url, date: now, scope: { date: "25690102" } })).toEqual([id]);
  });

  it("is proven where the request has the right date and the string to sign another calendar's", async () => {
    expect(await causesOf({ url, date: now, signedTimestamp: "25690102T030405Z" })).toEqual([id]);
    expect(await causesOf({ url, date: now, signedTimestamp: bytes("٢٠٢٦٠١٠٢T030405Z") })).toEqual([id]);
    expect(await causesOf({ url, date: now, keyScope: { date: "14041012" } })).toEqual([id]);
  });

  it("is proven where the header has another calendar's date and the string to sign the right one", async () => {
    const right = { date: "20260102" };
    const causes = await causesOf({
      url,
      date: "25690102T030405Z",
      now,
      signedTimestamp: now,
      signedText: { scope: right },
      keyScope: right,
    });
    expect(causes).toEqual([id]);
  });

  it("leaves a date that is only wrong to the clock", async () => {
    expect(await findingsOf({ url, date: "20200102T030405Z", now })).not.toContain(`${id} observed error`);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(dateCalendarLocale)).toEqual([]);
  });
});
