// The writer's thread: one connection, one batch after the other. It reads no network and no environment.
import { parentPort, workerData } from "node:worker_threads";
import { CountersignError } from "../http/countersign-error.ts";
import type { EvidenceBatch, WriterOptions } from "./evidence-batch.ts";
import type { EvidenceWriter } from "./evidence-writer.ts";
import { openEvidenceWriter } from "./evidence-writer.ts";

const writer = opened();
if (writer !== null) parentPort?.postMessage({ kind: "ready" });

parentPort?.on("message", (order: EvidenceBatch | "close") => {
  if (writer === null) return;
  const reply = order === "close" ? writer.close(Date.now()) : writer.write(order, Date.now());
  parentPort?.postMessage(reply);
  if (order === "close") parentPort?.close();
});

/** Errors do not cross threads with their class: their parts do. */
function opened(): EvidenceWriter | null {
  try {
    return openEvidenceWriter(workerData as WriterOptions, Date.now());
  } catch (error) {
    const { code, message, hint } =
      error instanceof CountersignError
        ? error
        : { code: "ERR_FILE_UNWRITABLE", message: "the evidence file cannot be written", hint: null };
    parentPort?.postMessage({ kind: "refused", code, message, hint });
    return null;
  }
}
