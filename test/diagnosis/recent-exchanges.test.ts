import { expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import type { RememberedExchange } from "../../src/diagnosis/recent-exchanges.ts";
import { rememberExchanges } from "../../src/diagnosis/recent-exchanges.ts";
import { oldBytesPerStep } from "../support/old-space.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/";

function exchange(id: string, recipe: Partial<ExampleRecipe> = {}): RememberedExchange {
  const { request, response } = signedExample({ url: `${url}${id}`, ...recipe });
  return { id, request, response };
}

const shown = (found: readonly { id: string; distance: number }[]): string[] =>
  found.map(({ id, distance }) => `${id} ${distance}`);

it("finds the same signature, and nothing else at first", () => {
  const memory = rememberExchanges(10);
  for (const one of [exchange("a"), exchange("b"), exchange("c")]) memory.add(one);
  expect(shown(memory.relatedTo({ ...exchange("a"), id: "again" }))).toEqual(["a -3"]);
  expect(memory.relatedTo(exchange("d"))).toEqual([]);
});

it("finds the redirect that leads to a host", () => {
  const memory = rememberExchanges(10);
  const location = "https://examplebucket.s3.eu-west-1.amazonaws.com/a";
  memory.add(exchange("a", { response: exampleResponse(307, [["Location", location]], "") }));
  memory.add(exchange("b"));
  const [found] = memory.relatedTo(exchange("next", { url: location }));
  expect(found).toMatchObject({ id: "a", distance: -2 });
  expect(found?.response?.status).toBe(307);
});

it("finds the same refusal by its request id", () => {
  const memory = rememberExchanges(10);
  const response = exampleResponse(403, [["x-amz-request-id", "4442587FB7D0A2F9"]], "");
  memory.add(exchange("a", { response }));
  expect(shown(memory.relatedTo(exchange("b", { response })))).toEqual(["a -1"]);
});

it("finds neighbours of the same key where they are asked for, nearest kept and oldest first", () => {
  const memory = rememberExchanges(100);
  for (let index = 0; index < 40; index += 1) memory.add(exchange(`n${index}`));
  memory.add(exchange("other", { accessKeyId: "AKIAI44QH8DHBEXAMPLE" }));
  const found = memory.neighboursOf(exchange("own"));
  expect(found).toHaveLength(16);
  expect(shown(found).at(0)).toBe("n24 -17");
  expect(shown(found).at(-1)).toBe("n39 -2");
});

it("counts distances in both directions, and never finds the exchange itself", () => {
  const memory = rememberExchanges(10);
  for (const one of [exchange("a"), exchange("b"), exchange("c")]) memory.add(one);
  expect(shown(memory.neighboursOf(exchange("b")))).toEqual(["a -1", "c 1"]);
  expect(memory.relatedTo(exchange("b"))).toEqual([]);
});

it("forgets the oldest beyond its limit", () => {
  const memory = rememberExchanges(2);
  for (const one of [exchange("a"), exchange("b"), exchange("c")]) memory.add(one);
  expect(memory.relatedTo({ ...exchange("a"), id: "again" })).toEqual([]);
  expect(shown(memory.relatedTo({ ...exchange("b"), id: "again" }))).toEqual(["b -2"]);
});

it("keeps no bodies but those of short redirects", () => {
  const memory = rememberExchanges(10);
  const redirect = exampleResponse(
    301,
    [],
    "<Error><Endpoint>examplebucket.s3.us-east-1.amazonaws.com</Endpoint></Error>",
  );
  memory.add(exchange("a", { method: "PUT", body: "text", response: redirect }));
  const [found] = memory.relatedTo(exchange("b"));
  expect(found?.request.body).toMatchObject({ bytes: 4, content: null });
  expect(found?.response?.body.content).not.toBeNull();
  memory.add(exchange("c", { response: exampleResponse(403, [["x-amz-request-id", "1"]], "text") }));
  const [refused] = memory
    .relatedTo(exchange("d", { url, response: exampleResponse(403, [["x-amz-request-id", "1"]], "") }))
    .slice(-1);
  expect(refused?.response?.body).toMatchObject({ bytes: 4, content: null });
});

it("costs next to nothing where nothing is related", () => {
  const memory = rememberExchanges(256);
  const many = Array.from({ length: 2000 }, (_, index) => exchange(String(index)));
  const startedAt = performance.now();
  for (const one of many) {
    memory.relatedTo(one);
    memory.add(one);
  }
  expect((performance.now() - startedAt) / many.length).toBeLessThan(0.2);
});

it("leaves nothing behind of what it has forgotten", () => {
  const memory = rememberExchanges(8);
  const [signed, ...others] = exchange("a").request.headers.filter(([name]) => name === "Authorization");
  expect(others).toEqual([]);
  const grown = oldBytesPerStep(3000, (index) => {
    const kept = { ...exchange("a").request, headers: [signed ?? ["", ""], ...many(index)] as const };
    memory.add({ id: `${index}`, request: kept, response: null });
  });
  expect(grown).toBeLessThan(4000);
});

/** A kilobyte and more of header fields that are their own. */
function many(index: number): [string, string][] {
  return Array.from({ length: 100 }, (_, at) => [`x-${at}`, `${index} ${at}`]);
}
