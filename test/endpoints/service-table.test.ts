import { describe, expect, test } from "vitest";
import { fixedHostRows, prefixRows, serviceNameRows } from "../../src/endpoints/service-table.ts";

describe("the generated service table", () => {
  test("it holds hundreds of prefixes in code unit order, each signing name once", () => {
    const keys = prefixRows.map(([prefix]) => prefix);
    expect(keys.length).toBeGreaterThan(400);
    expect(keys).toEqual([...keys].sort());
    const pairs = prefixRows.map(([prefix, , signingName]) => `${prefix} ${signingName}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  test("it holds no FIPS mark, no region and no empty label, so that a lookup can meet every row", () => {
    const odd = prefixRows.filter(([prefix]) =>
      /(^|\.)(fips|dualstack)(\.|$)|-fips(\.|$)|-\d+$|^$|\.\./.test(prefix),
    );
    expect(odd.map(([prefix]) => prefix)).toEqual(["resource-explorer-2"]);
  });

  test("it keeps the commercial partition first among hosts that two share", () => {
    const budgets = fixedHostRows.filter(([host]) => host === "budgets.amazonaws.com");
    expect(budgets.map((row) => row[5])).toEqual(["aws", "aws-us-gov"]);
  });

  test("it names no service by its own signing name", () => {
    expect(serviceNameRows.filter(([name, signingName]) => name === signingName)).toEqual([]);
  });
});
