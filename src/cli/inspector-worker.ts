// The inspector's thread: its server, its list and its examining stand beside the traffic and never in its way.
import { parentPort, workerData } from "node:worker_threads";
import { CountersignError } from "../http/countersign-error.ts";
import { openInspector } from "../inspector/inspector-server.ts";
import { openRowIndex } from "../inspector/row-index.ts";
import { knowledgeOf } from "../search/plain-knowledge.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import { openExplainThread } from "./explain-thread.ts";
import { reportPieces, requestText } from "./export-formats.ts";
import { evidenceSource } from "./inspected-evidence.ts";
import { memorySource, ringBounds } from "./inspected-memory.ts";
import { inspectedPassed } from "./inspected-passed.ts";
import { openReplayer } from "./inspected-replay.ts";
import type { InspectorOrder, InspectorReply, InspectorStart, PassedExchange } from "./inspector-thread.ts";
import type { UnderWayNews } from "./inspector-under-way.ts";

const start = workerData as InspectorStart;
const reply = (message: InspectorReply): void => parentPort?.postMessage(message);
const inspect = inspectedPassed();
const explain = openExplainThread();
const asking: ((knowledge: Knowledge) => void)[] = [];

void opened();

/** What the proxy knows by now: it learns while it runs. */
function knownByNow(): Promise<Knowledge> {
  return new Promise((resolve) => {
    asking.push(resolve);
    reply({ kind: "asks" });
  });
}

async function opened(): Promise<void> {
  const ring = start.evidenceFile === null ? memorySource(ringBounds) : null;
  try {
    const source = start.evidenceFile === null ? null : evidenceSource(start.evidenceFile);
    const inspector = await openInspector({
      port: start.port,
      index: openRowIndex([source ?? ring ?? memorySource(ringBounds)]),
      state: () => start.about,
      ...(ring ? { watched: (pages) => reply({ kind: "watched", pages }) } : {}),
      explain: (text) => explain.explain(text, knownByNow),
      replayer: start.replay && openReplayer(start.replay, knownByNow),
      copied: requestText,
      saved: (format, exchanges) => reportPieces(format, exchanges, start.about.version),
    });
    parentPort?.on("message", (order: InspectorOrder) => {
      if (order.kind === "knowledge") asking.shift()?.(knowledgeOf(order.knowledge));
      else if (order.kind === "exchanges") taken(order.exchanges);
      else if (order.kind === "under-way") begun(order.news);
      else void Promise.all([inspector.close(), explain.close()]).then(() => parentPort?.close());
    });
    reply({ kind: "ready", port: inspector.port, url: inspector.url });
  } catch (error) {
    const { code, message, hint } =
      error instanceof CountersignError
        ? error
        : { code: "ERR_PORT_REFUSED" as const, message: "the inspector did not start", hint: null };
    reply({ kind: "refused", code, message, hint });
  }
  function taken(exchanges: readonly PassedExchange[]): void {
    for (const exchange of exchanges) {
      const shown = inspect.exchange(exchange);
      if (shown) ring?.add(shown);
    }
    reply({ kind: "taken", exchanges: exchanges.length });
  }
  function begun({ heads, forgotten }: UnderWayNews): void {
    for (const head of heads) {
      const shown = inspect.head(head);
      if (shown) ring?.begin(shown);
    }
    ring?.forget(forgotten);
  }
}
