import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const recipe = (signed: string, sent: string | null) => ({
  url,
  headers: [["User-Agent", signed]] as const,
  sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "User-Agent", sent),
});

it("proves what an agent appended", async () => {
  expect(await proofOf(recipe("reports/1.0", "reports/1.0 agent/7.2"))).toEqual({
    causes: ["user-agent-rewritten"],
    changes: ["header user-agent: reports/1.0 agent/7.2 -> reports/1.0"],
  });
});

it("proves what a proxy put in front", async () => {
  expect(await causesOf(recipe("reports/1.0 node/20", "Gateway/2 reports/1.0 node/20"))).toEqual([
    "user-agent-rewritten",
  ]);
});

it("suspects a value that cannot be recovered, and names no cause", async () => {
  const replaced = recipe("reports/1.0", "Mozilla/5.0");
  expect(await findingsOf(replaced)).toContain("user-agent-rewritten suspected warning");
  expect(await causesOf(replaced)).toEqual([]);
});

it("leaves squeezed blanks to their own class", async () => {
  const recipeOfBlanks = {
    url,
    headers: [["User-Agent", "reports/1.0 (build 7)"]] as const,
    signedInput: <T extends { headers: readonly { name: string; value: string }[] }>(input: T) => ({
      ...input,
      headers: input.headers.map((header) =>
        header.name === "user-agent" ? { ...header, value: "reports/1.0  (build 7)" } : header,
      ),
    }),
  };
  expect(await causesOf(recipeOfBlanks)).toEqual(["header-value-whitespace"]);
});

it("finds nothing where User-Agent arrives as signed, or is not signed", async () => {
  expect(await findingsOf({ url, headers: [["User-Agent", "reports/1.0"]] })).toEqual([]);
  expect(await findingsOf({ url, unsignedHeaders: [["User-Agent", "reports/1.0"]] })).toEqual([]);
});
