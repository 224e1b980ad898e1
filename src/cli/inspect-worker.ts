// The thread that reads what `inspect` opens.
import { resolve } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { verifyBundle } from "../evidence/verify-bundle.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import { knowledgeOf } from "../search/plain-knowledge.ts";
import { isEvidence } from "./explain-evidence.ts";
import { exportedInputs } from "./export-source.ts";
import type { InspectNews, InspectOrder } from "./inspect-thread.ts";
import { checkText } from "./verify.ts";

const { inputs, workingFolder, knowledge, settings } = workerData as InspectOrder;
const tell = (news: InspectNews): void => parentPort?.postMessage(news);
const note = (text: string): void => tell({ kind: "note", text });

/** Batches that may wait to be taken, and exchanges of each. */
const mostWaiting = 4;
const batchExchanges = 50;
let waiting = 0;
let goOn: (() => void) | null = null;
parentPort?.on("message", () => {
  waiting -= 1;
  goOn?.();
});

for (const input of inputs) {
  const path = resolve(workingFolder, input);
  if (input !== "-" && isEvidence(path)) note(sealNote(input, path));
}
try {
  let batch: InspectedExchange[] = [];
  for await (const exchange of exchanges()) {
    batch.push(exchange);
    if (batch.length < batchExchanges) continue;
    await handOver(batch);
    batch = [];
  }
  await handOver(batch);
} catch (error) {
  const why = error instanceof CountersignError ? error.message : "they cannot be read on";
  tell({ kind: "refused", text: `the inputs: ${why}` });
}
parentPort?.close();

async function* exchanges(): AsyncGenerator<InspectedExchange> {
  const context = {
    ...{ environment: {}, home: "", workingFolder },
    output: { err: (text: string): void => note(text.replace(/^note: /, "")) },
  };
  const asked = {
    ...settings,
    ...{ credentials: [], defaultCredentials: false, signingKey: [], format: null },
    knowledge: knowledgeOf(knowledge),
  };
  const told = {
    note,
    refused: (input: string, message: string): void =>
      tell({ kind: "refused", text: `${input}: ${message}` }),
  };
  for await (const exchange of exportedInputs(inputs, asked, context, told)) {
    const { requestEpochMs: from, responseEpochMs: until } = exchange;
    yield { ...exchange, totalMs: from === null || until === null ? null : Math.max(until - from, 0) };
  }
}

async function handOver(exchanges: readonly InspectedExchange[]): Promise<void> {
  if (exchanges.length === 0) return;
  waiting += 1;
  tell({ kind: "exchanges", exchanges });
  while (waiting >= mostWaiting)
    await new Promise<void>((taken) => {
      goOn = taken;
    });
}

/** Whether a bundle's seal holds. Never throws. */
function sealNote(input: string, path: string): string {
  try {
    return checkText(input, verifyBundle(path));
  } catch {
    return `${input}: its seal cannot be checked`;
  }
}
