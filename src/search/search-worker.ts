// The worker's side of the pool: one order at a time, examined in full; it reads no file, environment or network.
import { parentPort } from "node:worker_threads";
import type { Examiner } from "../diagnosis/examine.ts";
import { createExaminer } from "../diagnosis/examine.ts";
import { examineFully } from "../diagnosis/examine-fully.ts";
import { noKnowledge } from "../sigv4/known-credentials.ts";
import { bodyInflater } from "./body-inflater.ts";
import { openPatience } from "./patience.ts";
import { knowledgeOf } from "./plain-knowledge.ts";
import type { SearchOrder, SearchReply } from "./search-message.ts";

let examiner: Examiner = createExaminer(noKnowledge, undefined, bodyInflater);

const patience = openPatience();

const reply = (message: SearchReply): void => parentPort?.postMessage(message);

parentPort?.on("message", (order: SearchOrder) => {
  if (order.kind === "knowledge")
    examiner = createExaminer(knowledgeOf(order.knowledge), undefined, bodyInflater);
  else void carriedOut(order).then(reply, () => reply({ kind: "failed" }));
});

async function carriedOut(order: Extract<SearchOrder, { kind: "examine" }>): Promise<SearchReply> {
  const { subject, suppositions } = order;
  const milliseconds = patience.millisecondsFor(subject, order.milliseconds);
  const budget = { milliseconds, suppositions, now: () => performance.now() };
  const {
    request: _request,
    response: _response,
    ...examination
  } = await examineFully(subject, examiner, budget);
  if (examination.search) patience.ended(subject, examination.proof !== null);
  return { kind: "examined", examination };
}
