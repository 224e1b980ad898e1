import { describe, expect, it } from "vitest";
import { coversRegion, regionSetNames } from "../../src/sigv4/region-set.ts";

describe("the region set", () => {
  it.each([
    ["us-east-1", ["us-east-1"]],
    [" us-east-1 , eu-*,", ["us-east-1", "eu-*"]],
    ["*", ["*"]],
    ["", []],
    [" , ", []],
  ])("has the names of %j", (text, names) => {
    expect(regionSetNames(text)).toEqual(names);
  });

  it("looks at no more than a hundred names", () => {
    expect(regionSetNames("a,".repeat(5000)).length).toBe(100);
  });

  it.each([
    ["*", "us-west-2", true],
    ["us-west-*", "us-west-2", true],
    ["us-west-*", "us-east-1", false],
    ["us-*-1", "us-east-1", true],
    ["us-*-1", "us-1", false],
    ["*-1", "eu-west-1", true],
    ["us-east-1,us-west-2", "us-west-2", true],
    ["us-east-1", "us-east-10", false],
    ["us-east-1*", "us-east-10", true],
    ["**", "us-east-1", true],
    ["u*e*1", "us-east-1", true],
    ["u*x*1", "us-east-1", false],
    ["", "us-east-1", false],
  ])("%j covers %s: %s", (text, region, covered) => {
    expect(coversRegion(regionSetNames(text), region)).toBe(covered);
  });
});
