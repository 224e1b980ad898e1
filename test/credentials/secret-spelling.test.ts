import { describe, expect, it } from "vitest";
import { spelledSecret } from "../../src/credentials/secret-spelling.ts";

const clean = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

describe("spelledSecret", () => {
  it("leaves a clean secret alone", () => {
    expect(spelledSecret(clean)).toEqual({ text: clean, spelling: null });
  });

  it.each([
    [`${clean}\n`, "ends in a line feed"],
    [`${clean}\r\n`, "ends in a carriage return and a line feed"],
    [`${clean}\r`, "ends in a carriage return"],
    [`${clean} `, "ends in a blank"],
    [` ${clean}`, "begins with a blank"],
    [`${clean}\t`, "ends in a tab"],
    [`"${clean}"`, "is wrapped in double quotes"],
    [`'${clean}'`, "is wrapped in single quotes"],
    [`\ufeff${clean}`, "begins with a byte order mark"],
    [`${clean}\u00a0`, "ends in a no-break space"],
    [`${clean} # prod`, "is followed by a comment"],
    [`"${clean}"\n`, "ends in a line feed and is wrapped in double quotes"],
  ])("takes the accident off %j", (found, spelling) => {
    expect(spelledSecret(found)).toEqual({ text: clean, spelling });
  });

  it.each([
    "short",
    "short\n",
    ' "quoted" ',
    `${clean}x`,
    `${clean.slice(1)}`,
    "",
    "\n",
    `${"x".repeat(100_000)}\n`,
  ])("keeps %j as it is found, because no clean secret comes out of it", (found) => {
    expect(spelledSecret(found)).toEqual({ text: found, spelling: null });
  });
});
