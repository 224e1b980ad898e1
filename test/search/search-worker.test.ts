import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import { plainKnowledge } from "../../src/search/plain-knowledge.ts";
import type { SearchOrder, SearchReply } from "../../src/search/search-message.ts";
import { builtWorkerFile } from "../../src/search/search-pool.ts";

describe("the search worker", () => {
  it("examines an order with the knowledge it was told, and answers without the messages or a secret", async () => {
    const { request, response, nowEpochMs } = signedExample({
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
    });
    const subject = { id: "s", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
    const orders: SearchOrder[] = [
      { kind: "knowledge", knowledge: plainKnowledge(exampleKnowledge()) },
      { kind: "examine", subject, milliseconds: 100, suppositions: 100 },
    ];
    const worker = new Worker(builtWorkerFile(), { env: {} });
    const reply = await new Promise<SearchReply>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      for (const order of orders) worker.postMessage(order);
    });
    await worker.terminate();
    expect(reply).toMatchObject({
      kind: "examined",
      examination: { verdict: "valid", source: "profile example" },
    });
    expect(Object.keys(reply.kind === "examined" ? reply.examination : {})).not.toContain("request");
    expect(JSON.stringify(reply)).not.toContain("wJalrXUtnFEMI");
  });
});
