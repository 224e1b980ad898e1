import { expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { payloadIsHashed, signedPayloads } from "../../src/diagnosis/payload-variations.ts";
import type { EnvelopeContext } from "../../src/diagnosis/rule.ts";

const hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const put = { method: "PUT", url: "https://examplebucket.s3.us-east-1.amazonaws.com/a", body: "text" };
const table = {
  method: "POST",
  url: "https://dynamodb.us-east-1.amazonaws.com/",
  service: "dynamodb",
  body: "{}",
};

function contextOf(recipe: ExampleRecipe): EnvelopeContext {
  const { request, response, knowledge, nowEpochMs } = signedExample(recipe);
  const subject = { id: "1", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
  const { context } = examined(subject, createExaminer(knowledge, []));
  if (!context.envelope || !context.input) throw new Error("this is a bug: the example has no envelope");
  return { ...context, envelope: context.envelope, input: context.input };
}

const parts = (recipe: ExampleRecipe, bytes: number | null): string[][] =>
  [...signedPayloads(contextOf(recipe), { line: hash, bytes }, "words")].map(({ changes }) =>
    changes.map(({ part, to }) => (part === "payload hash" ? part : `${part} ${to.slice(0, 4)}`)),
  );

it("changes the line alone, and for S3 with the header that says it", () => {
  expect(parts(table, 4)).toEqual([["payload hash"]]);
  expect(parts(put, 4)).toEqual([["payload hash"], ["payload hash", "header x-amz-content-sha256 9f86"]]);
});

it("changes a signed length first", () => {
  const headers = [["Content-Length", "2"]] as const;
  expect(parts({ ...table, headers, body: "" }, 3)).toEqual([
    ["payload hash", "header content-length 3"],
    ["payload hash"],
  ]);
  expect(parts({ ...table, headers, body: "" }, 2)).toEqual([["payload hash"]]);
  expect(parts({ ...table, headers }, null)).toEqual([["payload hash"]]);
});

it("supposes nothing where the line would stay", () => {
  const context = contextOf(table);
  expect([...signedPayloads(context, { line: context.input.payloadHash, bytes: 2 }, "words")]).toEqual([]);
});

it("tells hashed payloads from tokens", () => {
  expect(payloadIsHashed(contextOf(put))).toBe(true);
  expect(payloadIsHashed(contextOf({ url: put.url, presignedSeconds: 60 }))).toBe(false);
});
