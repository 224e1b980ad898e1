import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { Subject } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, signedExample, withHeader } from "../../src/diagnosis/example.ts";
import type { SearchPool, SearchPoolOptions } from "../../src/search/search-pool.ts";
import { builtWorkerFile, openSearchPool } from "../../src/search/search-pool.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-pool-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open: SearchPool[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
});

function pool(options: Partial<SearchPoolOptions> = {}): SearchPool {
  const opened = openSearchPool({
    knowledge: exampleKnowledge(),
    workers: 1,
    queueLimit: 4,
    searchMs: 20_000,
    ...options,
  });
  open.push(opened);
  return opened;
}

/** A worker that crashes, hangs or answers, as the request's method tells it. */
function faultyWorker(name: string, code: string): URL {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(
    path,
    `import { parentPort } from "node:worker_threads";\nparentPort.on("message", (order) => {\n${code}\n});\n`,
  );
  return pathToFileURL(path);
}

function subject(contentType: string): Subject {
  const example = signedExample({
    url: "https://bucket.s3.us-east-1.amazonaws.com/key",
    method: "PUT",
    headers: [["Content-Type", "text/plain"]],
    body: "x",
    sent: (request) => withHeader(request, "Content-Type", contentType),
  });
  const { request, response, nowEpochMs } = example;
  return { id: "one", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
}

describe("openSearchPool", () => {
  it("finds the proof in a thread and gives the request back unchanged", async () => {
    const asked = subject("text/plain; charset=utf-8");
    const examination = await pool().examineFully(asked);
    expect(examination.verdict).toBe("mismatch");
    expect(examination.causes).toEqual(["content-type-changed"]);
    expect(examination.request).toBe(asked.request);
  });

  it("examines without proof when the queue is full", async () => {
    const small = pool({ queueLimit: 1 });
    const all = await Promise.all(
      [1, 2, 3, 4].map(() => small.examineFully(subject("text/plain; charset=utf-8"))),
    );
    expect(all.map(({ verdict }) => verdict)).toEqual(["mismatch", "mismatch", "mismatch", "mismatch"]);
    expect(all.map(({ search }) => search?.tried === 0)).toContain(true);
    expect(small.counts().refused).toBeGreaterThan(0);
    expect(small.counts().searched).toBeGreaterThan(0);
  });

  it("examines without proof when the bodies of those that wait are too long together", async () => {
    const small = pool({ queueLimit: 100, queueBytes: 1 });
    const asked = [1, 2, 3, 4].map(() => small.examineFully(subject("text/plain; charset=utf-8")));
    expect(small.counts().refused).toBe(2);
    expect((await Promise.all(asked)).map(({ verdict }) => verdict)).toEqual(new Array(4).fill("mismatch"));
    // What has been searched for makes room again.
    expect((await small.examineFully(subject("text/plain; charset=utf-8"))).causes).toEqual([
      "content-type-changed",
    ]);
  });

  it("comes back without proof when the worker crashes, and searches again afterwards", async () => {
    const workerFile = faultyWorker(
      "crash",
      `if (order.kind === "examine") { if (order.subject.id === "crash") throw new Error("secret"); parentPort.postMessage({ kind: "failed" }); }`,
    );
    const crashing = pool({ workerFile });
    const examination = await crashing.examineFully({ ...subject("text/plain; charset=utf-8"), id: "crash" });
    expect([examination.verdict, examination.proof, examination.search?.exhausted]).toEqual([
      "mismatch",
      null,
      false,
    ]);
    await crashing.examineFully(subject("text/plain; charset=utf-8"));
    expect(crashing.counts()).toEqual({ searched: 0, refused: 0, abandoned: 2 });
  });

  it("heals: a worker that ended is replaced by one that searches", async () => {
    const workerFile = pathToFileURL(join(folder, "crash-once.mjs"));
    const flag = JSON.stringify(join(folder, "crashed"));
    const crash = `{ writeFileSync(${flag}, ""); parentPort.on("message", () => process.exit(1)); }`;
    const load = `await import(${JSON.stringify(builtWorkerFile().href)})`;
    const imports = `import { existsSync, writeFileSync } from "node:fs";\nimport { parentPort } from "node:worker_threads";\n`;
    writeFileSync(workerFile, `${imports}if (existsSync(${flag})) ${load}; else ${crash}\n`);
    const healing = pool({ workerFile });
    expect(
      (await healing.examineFully({ ...subject("text/plain; charset=utf-8"), id: "crash" })).proof,
    ).toBeNull();
    expect((await healing.examineFully(subject("text/plain; charset=utf-8"))).causes).toEqual([
      "content-type-changed",
    ]);
  });

  it("gives up a worker that is stuck", async () => {
    const stuck = pool({
      workerFile: faultyWorker("stuck", `if (order.kind === "examine") for (;;);`),
      searchMs: 50,
    });
    const before = performance.now();
    expect((await stuck.examineFully(subject("text/plain; charset=utf-8"))).proof).toBeNull();
    expect(performance.now() - before).toBeLessThan(5000);
    expect(stuck.counts().abandoned).toBe(1);
  });

  it("comes back without proof when the worker's file does not load", async () => {
    const missing = pool({ workerFile: pathToFileURL(join(folder, "none.mjs")) });
    expect((await missing.examineFully(subject("text/plain; charset=utf-8"))).verdict).toBe("mismatch");
  });

  it("uses what it learns later", async () => {
    const learning = pool({ knowledge: noKnowledge });
    expect((await learning.examineFully(subject("text/plain; charset=utf-8"))).verdict).toBe("unverifiable");
    learning.learn(exampleKnowledge());
    expect((await learning.examineFully(subject("text/plain; charset=utf-8"))).causes).toEqual([
      "content-type-changed",
    ]);
  });

  it("settles everything that is open when it is closed", async () => {
    const closing = pool({ workerFile: faultyWorker("silent", "") });
    const waiting = [1, 2, 3].map(() => closing.examineFully(subject("text/plain; charset=utf-8")));
    await closing.close();
    expect((await Promise.all(waiting)).map(({ proof }) => proof)).toEqual([null, null, null]);
    expect((await closing.examineFully(subject("text/plain; charset=utf-8"))).verdict).toBe("mismatch");
  });

  it("keeps the event loop free while it searches", async () => {
    const busy = pool();
    await busy.examineFully(subject("text/plain; charset=utf-8"));
    let longest = 0;
    let last = performance.now();
    const ticking = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const wrong = {
      ...subject("text/plain; charset=utf-8"),
      request: withHeader(subject("text/plain; charset=utf-8").request, "X-Amz-Date", "20260102T030406Z"),
    };
    await busy.examineFully(wrong);
    clearInterval(ticking);
    expect(longest).toBeLessThan(100);
  });
});

describe("builtWorkerFile", () => {
  it("names the built worker from the source and from the build", () => {
    expect(builtWorkerFile("file:///x/src/search/search-pool.ts").href).toBe(
      "file:///x/dist/search/search-worker.js",
    );
    expect(builtWorkerFile("file:///x/dist/search/search-pool.js").href).toBe(
      "file:///x/dist/search/search-worker.js",
    );
    expect(existsSync(builtWorkerFile())).toBe(true);
  });
});
