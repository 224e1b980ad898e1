import { expect, it } from "vitest";
import { formFields, formOf, formSpellings, looksLikeForm } from "../../src/diagnosis/form-spellings.ts";

const spellings = (form: string): string[] => [...formSpellings(form)];

it("writes blanks, braces, quotes and stars in the ways of other encoders", () => {
  expect(spellings("a=1+2")).toContain("a=1%202");
  expect(spellings("a=1%202")).toContain("a=1+2");
  expect(spellings("m=%7B%22a%22%3A+1%7D")).toContain('m={"a"%3A+1}');
  expect(spellings("m=%7B%22a%22%3A+1%7D")).toContain("m=%7B%22a%22:%201%7D");
  expect(spellings("m=it's+(fine)!*")).toContain("m=it%27s%20%28fine%29%21%2A");
  expect(spellings("m=it's+(fine)!*")).toContain("m=it%27s+%28fine%29%21*");
  expect(spellings("m=~")).toContain("m=%7E");
});

it("changes single characters of the encoding that arrived", () => {
  expect(spellings("m=it%27s+https%3A%2F%2Fx%2F~a*")).toContain("m=it%27s+https://x/~a*");
  expect(spellings("m=it%27s+https%3A%2F%2Fx%2F~a*")).toContain("m=it's+https%3A%2F%2Fx%2F~a*");
  expect(spellings("m=a%40b+c")).toContain("m=a@b%20c");
});

it("writes hex in either case and fields in another order", () => {
  expect(spellings("a=%2f")).toContain("a=%2F");
  expect(spellings("a=%2F")).toContain("a=%2f");
  expect(spellings("b=1&a=2")).toContain("a=2&b=1");
});

it("writes UTF-8 raw and escaped", () => {
  expect(spellings("c=M%C3%BCnchen")).toContain("c=M\u00c3\u00bcnchen");
});

it("leaves bodies alone that are no forms", () => {
  for (const text of ['{"a":"b=c"}', "<a b='c'/>", "a b=c", "plain", "a=b\nc"]) {
    expect(looksLikeForm(text)).toBe(false);
    expect(spellings(text)).toEqual([]);
  }
});

it("reads fields and writes them again", () => {
  expect(formFields("a=1+2&b=%C3%BC&c")).toEqual([
    ["a", "1 2"],
    ["b", "\u00fc"],
    ["c", ""],
  ]);
  expect(formFields("{}")).toBeNull();
  expect(formOf([["a b", "\u00fc"]])).toBe("a+b=%C3%BC");
});

it("stays within a bound however many kinds of characters there are", () => {
  expect(spellings("a=!{:~|=%25%00\u00c3\u00bc").length).toBeLessThan(1000);
});
