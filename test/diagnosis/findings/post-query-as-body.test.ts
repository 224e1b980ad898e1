import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const url = "https://sqs.us-east-1.amazonaws.com/?Action=ListQueues&QueueNamePrefix=a%20b";
const post = { method: "POST", url, service: "sqs" };

it.each([
  ["as sent", "415c79a331294a7795e7b64afd3b5eb6e10c67d27d2417e9a8238f9b39d017d2"],
  ["as a form", "dd8dcfa95b9ba50fdad51b2a157191362cbe6774b90dff62294901971ee60c81"],
])("proves a query that was signed as the body, %s", async (_, payloadHash) => {
  const recipe = {
    ...post,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "", payloadHash }),
  };
  expect((await proofOf(recipe)).causes).toEqual(["post-query-as-body"]);
});

it("leaves a query that was left out, and nothing in its place, to its own class", async () => {
  const recipe = { ...post, signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "" }) };
  expect(await causesOf(recipe)).toEqual(["query-omitted-from-canonical"]);
});

it("finds nothing in a POST with a query", async () => {
  expect(await findingsOf(post)).toEqual([]);
});
