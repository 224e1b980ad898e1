import { describe, expect, it } from "vitest";
import {
  commonSigningNames,
  contentTypes,
  likelyRegions,
  regionMisspellings,
  signatureVersionTwoRegions,
} from "../../src/diagnosis/value-sets.ts";
import { knownRegions } from "../../src/endpoints/partitions.ts";

describe("contentTypes", () => {
  it("gives the bare type, charsets and other common types, and never a mere change of case", () => {
    const found = contentTypes("application/json; charset=utf-8");
    expect(found).toContain("application/json");
    expect(found).toContain("text/plain");
    expect(found).not.toContain("application/json; charset=UTF-8");
  });
});

describe("regionMisspellings", () => {
  it("gives the spellings seen in public threads", () => {
    const found = regionMisspellings("us-east-1");
    for (const spelling of ["US-EAST-1", "us_east_1", "us-east", "us-east-1a", "useast1", "us-east-1 "]) {
      expect(found).toContain(spelling);
    }
    expect(found).not.toContain("us-east-1");
  });
});

describe("commonSigningNames", () => {
  it("has each name once", () => {
    expect(new Set(commonSigningNames).size).toBe(commonSigningNames.length);
    expect(commonSigningNames).toContain("execute-api");
  });
});

describe("signatureVersionTwoRegions", () => {
  it("has the old regions only", () => {
    expect(
      ["us-east-1", "eu-west-1", "eu-central-1", "us-east-2"].map((region) =>
        signatureVersionTwoRegions.has(region),
      ),
    ).toEqual([true, true, false, false]);
  });
});

describe("likelyRegions", () => {
  it("are regions that are known, each once, the most used first", () => {
    expect(likelyRegions[0]).toBe("us-east-1");
    expect(new Set(likelyRegions).size).toBe(likelyRegions.length);
    for (const region of likelyRegions) expect(knownRegions()).toContain(region);
  });
});
