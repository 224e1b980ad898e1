import { writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { Fleet } from "../../src/cli/worker-fleet.ts";
import { builtWorkerProcess, openFleet } from "../../src/cli/worker-fleet.ts";
import type { WorkerStart } from "../../src/cli/worker-message.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { waitFor } from "../support/proxy-client.ts";

const folder = testFolder("fleet");
// A worker that does what its start says, and otherwise serves until it is told to close.
const workerFile = pathToFileURL(join(folder, "worker.mjs"));
writeFileSync(
  workerFile,
  `process.on("disconnect", () => process.exit(0));
process.on("message", (order) => {
  if (order.kind === "start" && order.start.port <= 2)
    setTimeout(() => {
      process.send({ kind: "refused", code: "ERR_CA_MODE", message: "too open", hint: null }, () => process.exit(2));
    }, order.start.port === 1 ? 0 : 1000);
  else if (order.kind === "start") {
    process.send({ kind: "ready" });
    process.send({ kind: "news", news: [{ kind: "gone", connection: process.pid }], exchanges: 0, bytes: 0, underWay: 3 });
  } else if (order.kind === "close") process.send({ kind: "closed" }, () => process.exit(0));
});`,
);

interface Seen {
  readonly fleet: Fleet;
  readonly died: [number, string, number][];
  readonly news: number[];
  readonly failed: string[];
}

async function opened(workers = 2): Promise<Seen> {
  const died: Seen["died"] = [];
  const news: number[] = [];
  const failed: string[] = [];
  const fleet = await openFleet({
    ...{ workers, workerFile, start: () => ({ port: 8080 }) as WorkerStart },
    news: (worker, all) => news.push(...all.map(() => worker.number)),
    died: ({ number }, how, underWay) => died.push([number, how, underWay]),
    failed: ({ code }) => failed.push(code),
  });
  return { fleet, died, news, failed };
}

describe("a fleet of workers", () => {
  it("starts again in the place of one that dies, and tells what it had under way", async () => {
    const { fleet, died, news } = await opened();
    await waitFor(() => news.length === 2, "news of both", 20_000);
    const [first] = fleet.workers();
    process.kill(first?.processId ?? 0, "SIGKILL");
    await waitFor(() => news.length === 3, "news of another", 20_000);
    expect(died).toEqual([[first?.number, "SIGKILL", 3]]);
    expect(
      fleet
        .workers()
        .map(({ number }) => number)
        .sort(),
    ).toEqual([1, 2]);
    expect(fleet.workers().map(({ processId }) => processId)).not.toContain(first?.processId);
    await fleet.close(1000);
    expect(died).toHaveLength(1);
    expect(fleet.workers()).toEqual([]);
  }, 60_000);

  it("tries again where no process can be made, and keeps no client waiting for it", async () => {
    const { fleet, news, failed } = await opened(1);
    await waitFor(() => news.length === 1, "news", 20_000);
    const { execPath } = process;
    const client = new Socket();
    try {
      process.execPath = join(folder, "nothing-here");
      process.kill(fleet.workers()[0]?.processId ?? 0, "SIGKILL");
      await waitFor(() => fleet.workers().length === 0, "its end", 20_000);
      fleet.hand(client, () => ({ kind: "close", deadlineMs: 0 }));
      await waitFor(() => failed.length > 1, "two attempts", 20_000);
      expect(new Set(failed)).toEqual(new Set(["ERR_PORT_REFUSED"]));
      expect([client.destroyed, fleet.connections()]).toEqual([true, 0]);
    } finally {
      process.execPath = execPath;
    }
    await waitFor(() => news.length === 2, "news of another", 20_000);
    await fleet.close(1000);
  }, 60_000);

  it("does not open when a worker cannot start, and leaves none behind", async () => {
    const opening = openFleet({
      ...{ workers: 2, workerFile, start: () => ({ port: 1 }) as WorkerStart },
      ...{ news: () => undefined, died: () => undefined, failed: () => undefined },
    });
    await expect(opening).rejects.toMatchObject({ code: "ERR_CA_MODE", message: "too open" });
  }, 60_000);

  it("tells of no worker that ended when another cannot start", async () => {
    const ports = [2, 8080];
    const died: string[] = [];
    const opening = openFleet({
      ...{ workers: 2, workerFile, start: () => ({ port: ports.shift() }) as WorkerStart },
      ...{ news: () => undefined, died: (_, how) => died.push(how), failed: () => undefined },
    });
    await expect(opening).rejects.toMatchObject({ code: "ERR_CA_MODE" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(died).toEqual([]);
  }, 60_000);

  it("runs the built program, from the sources too", () => {
    expect(builtWorkerProcess("file:///x/src/cli/worker-fleet.ts").pathname).toBe(
      "/x/dist/cli/worker-process.js",
    );
    expect(builtWorkerProcess("file:///x/dist/cli/worker-fleet.js").pathname).toBe(
      "/x/dist/cli/worker-process.js",
    );
  });
});
