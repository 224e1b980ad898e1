// A hundred requests that have nothing to do with each other, examined in one call: each gets the causes that it gets alone.
import { expect, it } from "vitest";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { examineFully } from "../../src/diagnosis/examine-fully.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import {
  exampleKnowledge,
  exampleResponse,
  exampleSecret,
  signedExample,
  withHeader,
} from "../../src/diagnosis/example.ts";
import { rememberExchanges } from "../../src/diagnosis/recent-exchanges.ts";
import type { RelatedExchange } from "../../src/diagnosis/related-exchange.ts";

const keyIds = ["AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE"] as const;
const regions = ["us-east-1", "eu-west-1", "ap-southeast-2"] as const;
const knowledge = {
  credentials: keyIds.flatMap((id) => exampleKnowledge(exampleSecret, id).credentials),
  signingKeys: [],
};
const hostOf = (index: number): string =>
  `bucket${index % 25}.s3.${regions[index % regions.length] ?? "us-east-1"}.amazonaws.com`;

/** What is wrong with each tenth request. */
const faults: readonly ((index: number) => Partial<ExampleRecipe>)[] = [
  () => ({}),
  () => ({ secret: `${exampleSecret}\n` }),
  // A second later than its own date: the very date of its neighbour.
  (index) => ({ signedTimestamp: dateOf(index + 1) }),
  () => ({ sent: (request) => withHeader(request, "Content-Type", "application/json") }),
  () => ({ keyScope: { region: "sa-east-1" } }),
  () => ({ keyScope: { date: "20260101" } }),
  (index) => ({ sent: (request) => ({ ...request, target: `/minio/key-${index}` }) }),
  // Sent to the host of another request, where the one before was sent by a redirect.
  (index) => ({
    sent: (request) => ({
      ...withHeader(request, "Host", `${hostOf(index)}:9000`),
      authority: `${hostOf(index)}:9000`,
    }),
  }),
  (index) => ({
    response: exampleResponse(301, [], `<Error><Endpoint>${hostOf(index + 1)}</Endpoint></Error>`),
  }),
  () => ({ secret: exampleSecret.slice(0, -1) }),
];

function dateOf(index: number): string {
  const seconds = 10 * 60 + (index % 50);
  return `20260102T03${String(Math.floor(seconds / 60))}${String(seconds % 60).padStart(2, "0")}Z`;
}

function exchangeOf(index: number) {
  const region = regions[index % regions.length] ?? "us-east-1";
  const { request, response, nowEpochMs } = signedExample({
    method: "PUT",
    url: `https://${hostOf(index)}/key-${index}`,
    region,
    accessKeyId: keyIds[index % keyIds.length] ?? keyIds[0],
    date: dateOf(index),
    now: dateOf(index),
    headers: [["Content-Type", "text/plain"]],
    body: `body ${index % 7}`,
    ...faults[index % faults.length]?.(index),
  });
  return { id: String(index), request, response, nowEpochMs };
}

it("says of each request what it says of it alone", { timeout: 300_000 }, async () => {
  const exchanges = Array.from({ length: 100 }, (_, index) => exchangeOf(index));
  const recent = rememberExchanges(200);
  for (const exchange of exchanges) recent.add(exchange);
  const examiner = createExaminer(knowledge);
  const causes = async (index: number, related: readonly RelatedExchange[]): Promise<string> => {
    const { id, request, response, nowEpochMs } = exchanges[index] ?? exchangeOf(index);
    const subject = { id, input: null, index, request, response, selfCheck: null, nowEpochMs, related };
    const budget = { milliseconds: 20_000, suppositions: 400_000, now: () => performance.now() };
    const { verdict, causes } = await examineFully(subject, examiner, budget);
    return `${index} ${verdict}: ${causes.join(" + ")}`;
  };
  const alone: string[] = [];
  const together: string[] = [];
  for (const [index, exchange] of exchanges.entries()) {
    alone.push(await causes(index, []));
    together.push(await causes(index, recent.neighboursOf(exchange)));
  }
  expect(together).toEqual(alone);
  expect(alone.slice(0, 10)).toEqual([
    "0 valid: ",
    "1 mismatch: secret-whitespace-newline",
    "2 mismatch: two-clock-reads",
    "3 mismatch: content-type-changed",
    "4 mismatch: scope-region-wrong",
    "5 mismatch: signing-key-stale",
    "6 mismatch: path-prefix-rewritten",
    "7 mismatch: host-port",
    "8 valid: ",
    "9 mismatch: secret-truncated-or-mistyped",
  ]);
  expect(recent.neighboursOf(exchangeOf(2)).length).toBeGreaterThan(8);
});
