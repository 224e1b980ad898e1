import { describe, expect, test } from "vitest";
import { partitionRows } from "../../src/endpoints/partition-table.ts";

describe("the generated partition table", () => {
  test("it lists the partitions with the commercial one first", () => {
    expect(partitionRows.map((row) => row.id)).toEqual([
      "aws",
      "aws-cn",
      "aws-eusc",
      "aws-iso",
      "aws-iso-b",
      "aws-iso-e",
      "aws-iso-f",
      "aws-us-gov",
    ]);
  });

  test("it gives every region a pattern that fits and a global region that exists", () => {
    for (const row of partitionRows) {
      const pattern = new RegExp(row.regionPattern);
      expect(row.regions.filter((region) => !pattern.test(region))).toEqual([]);
      expect(row.regions).toContain(row.implicitGlobalRegion);
    }
  });
});
