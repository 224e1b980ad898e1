// The thread that finds the processes of clients: reading /proc takes milliseconds, which no traffic shall wait for.
import { parentPort } from "node:worker_threads";
import type { ClientQuestion, ClientReply } from "./client-processes.ts";
import { openProcessTable } from "./process-table.ts";

const table = openProcessTable();

parentPort?.on("message", ({ client, port }: ClientQuestion) => {
  const reply: ClientReply = { client, process: table.find(client, port) };
  parentPort?.postMessage(reply);
});
