import { describe, expect, test } from "vitest";
import type { Check } from "../../src/doctor/check.ts";
import { keyChecks, shownKeyId } from "../../src/doctor/key-checks.ts";
import { keyId, secret, surroundings } from "../support/surroundings.ts";

function checks(id: string, key: string, token?: string): readonly Check[] {
  const environment = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key, AWS_SESSION_TOKEN: token };
  return keyChecks(surroundings({ environment, files: [] }));
}

function stands(id: string, key: string, token?: string): readonly string[] {
  return checks(id, key, token).map((check) => `${check.id} ${check.status}: ${check.detail}`);
}

test("a right pair is in order, and the key id is shown by its ends", () => {
  expect(stands(keyId, secret)).toEqual([
    "key-id-form ok: AKIA…MPLE",
    "secret-form ok: 40 characters of base64",
  ]);
});

describe("the key id", () => {
  test.each([
    [secret, "error: has the form of a secret access key: key id and secret are exchanged"],
    ["$AWS_ACCESS_KEY_ID", "error: is a placeholder that nothing replaced"],
    [`"${keyId}"`, "error: is surrounded by white space or quotes"],
    [`${keyId}\r`, "error: is surrounded by white space or quotes"],
    [`${keyId.slice(0, 8)}\u200b${keyId.slice(8)}`, "error: holds an invisible character"],
    [keyId.toLowerCase(), "error: has letters in lower case"],
    [keyId.slice(0, 19), "error: has 19 characters; AWS's have 20"],
    ["minioadmin", "note: has 10 characters and no prefix of AWS: right only for a store of your own"],
  ])("%j", (id, words) => {
    expect(stands(id, secret)[0]).toBe(`key-id-form ${words}`);
  });
});

describe("the secret", () => {
  test.each([
    [`${secret}\n`, "error: the secret ends in a line feed (41 characters instead of 40)"],
    [`\ufeff${secret}`, "error: the secret begins with a byte order mark (41 characters instead of 40)"],
    [`"${secret}"`, "error: the secret is wrapped in double quotes (42 characters instead of 40)"],
    [`${secret}\0`, "error: the secret ends in a NUL byte (41 characters instead of 40)"],
    [secret.replaceAll("/", "%2F"), "error: the secret stands there with every / as %2F"],
    [keyId, "error: has the form of a key id: key id and secret are exchanged"],
    ["<your-secret-key>", "error: is a placeholder that nothing replaced"],
    [secret.slice(0, 39), "warning: has 39 characters; AWS's have 40 of base64"],
    [
      `${secret.slice(0, 20)}!${secret.slice(21)}`,
      "warning: has 40 characters and holds a punctuation character; AWS's have 40 of base64",
    ],
  ])("%j", (key, words) => {
    expect(stands(keyId, key)[1]).toBe(`secret-form ${words}`);
  });

  test("a short secret is right for a store of one's own", () => {
    expect(checks("minioadmin", "minioadmin").map(({ status, fix }) => [status, fix])).toEqual([
      ["note", null],
      ["note", null],
    ]);
  });
});

describe("the token", () => {
  const temporary = "ASIAIOSFODNN7EXAMPLE";
  test("ASIA needs one", () => {
    expect(stands(temporary, secret)[2]).toMatch(/^token-missing error: an ASIA key id is temporary/);
    expect(stands(temporary, secret, "FwoGZXIvYXdzEA==")[3]).toBe(
      "token-missing ok: the session token is there",
    );
  });
  test("AKIA has none", () => {
    const [, , , superfluous] = checks(keyId, secret, "FwoGZXIvYXdzEA==");
    expect(superfluous).toMatchObject({
      id: "token-superfluous",
      status: "error",
      fix: "unset AWS_SESSION_TOKEN AWS_SECURITY_TOKEN",
    });
  });
  test.each([
    [" FwoG", "is surrounded by white space or quotes"],
    ["FwoG%2F", "is percent-encoded"],
    ["Fwo\nGZX", "holds a line feed"],
    ["$TOKEN", "is a placeholder that nothing replaced"],
  ])("%j", (token, words) => {
    expect(stands(temporary, secret, token)[2]).toBe(`token-form error: ${words}`);
  });
});

test("what has not the form of a key id is not shown", () => {
  expect(shownKeyId(secret)).toBe("40 characters");
  expect(shownKeyId(keyId)).toBe("AKIA…MPLE");
});
