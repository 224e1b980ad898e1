// The script's thread: loads the user's module and calls it, one examination after the other.
import { parentPort, workerData } from "node:worker_threads";
import type { CountersignScript, ExaminationJson } from "../script.ts";
import type { ScriptReply, ScriptStart } from "./script-thread.ts";

const { module } = workerData as ScriptStart;
const reply = (message: ScriptReply): void => parentPort?.postMessage(message);

void load();

async function load(): Promise<void> {
  try {
    const script = (await import(module)) as CountersignScript;
    if (typeof script.onExamination !== "function" && typeof script.onResponse !== "function")
      return reply({ kind: "refused", reason: "it exports neither onExamination nor onResponse" });
    let before: Promise<void> = Promise.resolve();
    parentPort?.on("message", (text: string) => {
      before = before.then(() => called(script, text));
    });
    reply({ kind: "ready" });
  } catch (error) {
    reply({ kind: "refused", reason: words(error) });
  }
}

async function called(script: CountersignScript, text: string): Promise<void> {
  const examination = frozen(JSON.parse(text)) as ExaminationJson;
  try {
    reply({ kind: "begun" });
    await script.onExamination?.(examination);
    if (examination.response) await script.onResponse?.(examination.response, examination);
    reply({ kind: "done", failure: null });
  } catch (error) {
    reply({ kind: "done", failure: words(error) });
  }
}

function words(error: unknown): string {
  return String(error instanceof Error ? error.message : error).slice(0, 500);
}

function frozen(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
