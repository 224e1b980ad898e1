import { expect, test } from "vitest";
import { secretManglings } from "../../src/diagnosis/secret-manglings.ts";
import { foreignCharacter, isCleanSecret, manglingOf } from "../../src/doctor/secret-form.ts";

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE+EY";

test("a secret of 40 base64 characters is clean", () => {
  expect(isCleanSecret(secret)).toBe(true);
  expect(isCleanSecret(`${secret}\n`)).toBe(false);
  expect(isCleanSecret(secret.slice(1))).toBe(false);
});

test.each([
  ["with every / as %2F", secret.replaceAll("/", "%2F")],
  ["with every + as a blank", secret.replaceAll("+", " ")],
  ["with a backslash before every /", secret.replaceAll("/", "\\/")],
  ["in the URL-safe alphabet of base64 (- and _)", secret.replaceAll("/", "_").replaceAll("+", "-")],
  ["as base64 text", btoa(secret)],
  ["twice in a row", secret + secret],
])("it is told from what was made of it: %s", (words, text) => {
  expect(manglingOf(text)).toBe(words);
});

test("most ways of the table that leave no clean secret are told", () => {
  const made = secretManglings
    .map(({ change }) => change(secret))
    .filter((text) => text !== secret && !isCleanSecret(text));
  const told = made.filter((text) => manglingOf(text) !== null);
  expect(made.length).toBeGreaterThan(20);
  // Lost characters cannot be given back; everything that only escapes can.
  expect(told.length / made.length).toBeGreaterThan(0.8);
});

test("nothing is told of clean secrets, of other texts and of very long ones", () => {
  expect(manglingOf(secret)).toBeNull();
  expect(manglingOf("minioadmin")).toBeNull();
  expect(manglingOf("%2F".repeat(5000))).toBeNull();
});

test.each([
  ["a NUL byte", "abc\0"],
  ["a byte order mark", "\ufeffabc"],
  ["a blank", "a b"],
  ["a percent sign", "a%2F"],
  ["a punctuation character", "a!"],
  ["a character outside ASCII", "aß"],
])("the first foreign character is named: %s", (words, text) => {
  expect(foreignCharacter(text)).toBe(words);
});

test("no character is named where all belong", () => {
  expect(foreignCharacter(secret)).toBeNull();
});
