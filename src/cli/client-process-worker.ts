// The thread that finds the processes of clients: reading /proc takes milliseconds, which no traffic shall wait for. It rests nine
// times as long as it looked, so that many short connections cost a tenth of one core at most; whoever asks meanwhile is looked for
// together, and whose connection is closed by then stays unnamed.
import { parentPort } from "node:worker_threads";
import type { ClientReply } from "./client-processes.ts";
import type { ConnectedClient } from "./process-table.ts";
import { openProcessTable } from "./process-table.ts";

const table = openProcessTable();
let restsUntil = 0;

parentPort?.on("message", (asked: readonly ConnectedClient[]) => {
  setTimeout(look, Math.max(restsUntil - performance.now(), 0), asked);
});

function look(asked: readonly ConnectedClient[]): void {
  const from = performance.now();
  const found = table.find(asked);
  const replies: ClientReply[] = asked.map(({ client }, at) => ({ client, process: found[at] ?? null }));
  parentPort?.postMessage(replies);
  const now = performance.now();
  restsUntil = now + 9 * (now - from);
}
