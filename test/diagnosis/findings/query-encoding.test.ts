import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const metrics = "https://monitoring.us-east-1.amazonaws.com/?Action=GetMetricData&Query=";

it("proves braces that were signed raw", async () => {
  const recipe = {
    service: "monitoring",
    url: `${metrics}%7B%22id%22%3A1%7D`,
    signedInput: <T extends object>(input: T) => ({
      ...input,
      canonicalQuery: 'Action=GetMetricData&Query={"id":1}',
    }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["query-encoding"],
    changes: ['query: Action=GetMetricData&Query=%7B%22id%22%3A1%7D -> Action=GetMetricData&Query={"id":1}'],
  });
});

it("proves a comma and a colon that were signed raw", async () => {
  const recipe = {
    service: "monitoring",
    url: `${metrics}a%2Cb%3Ac%40d`,
    signedInput: <T extends object>(input: T) => ({
      ...input,
      canonicalQuery: "Action=GetMetricData&Query=a,b:c%40d",
    }),
  };
  expect(await causesOf(recipe)).toEqual(["query-encoding"]);
});

it("proves a value that was encoded twice", async () => {
  const recipe = {
    service: "monitoring",
    url: `${metrics}a%2Cb`,
    signedInput: <T extends object>(input: T) => ({
      ...input,
      canonicalQuery: "Action=GetMetricData&Query=a%252Cb",
    }),
  };
  expect(await causesOf(recipe)).toEqual(["query-encoding"]);
});

it("leaves a plus sign for a blank to its own class", async () => {
  const recipe = {
    service: "monitoring",
    url: `${metrics}a%20b`,
    signedInput: <T extends object>(input: T) => ({
      ...input,
      canonicalQuery: "Action=GetMetricData&Query=a+b",
    }),
  };
  expect(await causesOf(recipe)).toEqual(["plus-vs-space"]);
});

it("finds nothing where the query was encoded once, however it was sent", async () => {
  expect(await findingsOf({ service: "monitoring", url: `${metrics}%7B%22id%22%3A1%7D` })).toEqual([]);
  expect(await findingsOf({ service: "monitoring", url: `${metrics}a,b:c/d` })).toEqual([]);
});
