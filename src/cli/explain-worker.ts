// The thread of the explain box.
import { parentPort } from "node:worker_threads";
import { knowledgeOf } from "../search/plain-knowledge.ts";
import type { ExplainOrder } from "./explain-thread.ts";
import { explainedText } from "./inspected-text.ts";

parentPort?.on("message", ({ text, knowledge }: ExplainOrder) => {
  void explainedText(text, knowledgeOf(knowledge)).then((answer) => parentPort?.postMessage(answer));
});
