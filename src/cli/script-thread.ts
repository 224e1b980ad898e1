// A user's script beside the traffic: in a thread of its own, with a bounded queue and a limit of time for each call. What it does
// wrong is told, and ends the script at worst.
import { Worker } from "node:worker_threads";
import { builtFile } from "../http/built-file.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { visibleText } from "../report/visible-text.ts";

/** What the thread starts with: the module's address, `file:///…`. */
export interface ScriptStart {
  readonly module: string;
}

/** What the thread says. */
export type ScriptReply =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "begun" }
  | { readonly kind: "done"; readonly failure: string | null };

/** How a script is run. */
export interface ScriptOptions extends ScriptStart {
  /** The environment that the script sees. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes sentences for people, and what the script prints. */
  readonly note: (text: string) => void;
  /** How long one call may take, in milliseconds. */
  readonly callMs?: number;
  readonly workerFile?: URL;
}

/** An open script. */
export interface ScriptThread {
  /** Takes the JSON of an examination. Never throws and never waits. */
  add(examination: () => string): void;
  /** Lets the script finish what waits, for two seconds at most, and tells what it missed. */
  close(): Promise<void>;
}

/** Examinations that may wait for the script. */
const mostWaiting = 1000;
const usualCallMs = 5000;
const loadMs = 15_000;
const closeMs = 2000;

/** The built worker: see the search pool's. */
export function builtScriptWorker(ownUrl: string = import.meta.url): URL {
  return builtFile(ownUrl, "script-worker.js");
}

interface Script {
  readonly worker: Worker;
  readonly options: ScriptOptions;
  waiting: number;
  missed: number;
  failures: number;
  ended: boolean;
  watch: NodeJS.Timeout | null;
  idle: (() => void) | null;
}

/** Loads the script. Throws ERR_FILE_UNREADABLE where it cannot be loaded or exports nothing to call. */
export async function openScriptThread(options: ScriptOptions): Promise<ScriptThread> {
  const { module, environment } = options;
  const worker = new Worker(options.workerFile ?? builtScriptWorker(), {
    ...{ env: withoutSecrets(environment), argv: [], execArgv: [], workerData: { module } },
    ...{ stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: 256 } },
  });
  const script: Script = {
    ...{ worker, options, waiting: 0, missed: 0, failures: 0, ended: false, watch: null, idle: null },
  };
  for (const stream of [worker.stdout, worker.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => printed(script, text));
  await loaded(worker);
  worker.unref();
  worker.on("message", (reply: ScriptReply) => replied(script, reply));
  worker.on("error", (error) => stop(script, `it ended with an error: ${visibleText(error.message)}`));
  worker.on("exit", () => stop(script, "it ended its thread"));
  return { add: (examination) => add(script, examination), close: () => close(script) };
}

/** The script is the user's own; the secrets of the session are still none of its business. */
function withoutSecrets(environment: ScriptOptions["environment"]): Record<string, string> {
  const secret =
    /^(?:AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_SECURITY_TOKEN|COUNTERSIGN_SIGNING_KEY|OTEL_.*HEADERS)$/;
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || secret.test(name) ? [] : [[name, value]],
    ),
  );
}

async function loaded(worker: Worker): Promise<void> {
  const refusal = await new Promise<string | null>((resolve) => {
    const timer = setTimeout(() => resolve("it does not finish loading"), loadMs);
    const settle = (reason: string | null): void => {
      clearTimeout(timer);
      resolve(reason);
    };
    worker.once("message", (reply: ScriptReply) => settle(reply.kind === "refused" ? reply.reason : null));
    worker.once("error", (error) => settle(error.message));
    worker.once("exit", () => settle("it ended its thread"));
  });
  if (refusal === null) return;
  await worker.terminate();
  throw new CountersignError("ERR_FILE_UNREADABLE", `the script cannot be used: ${visibleText(refusal)}`, {
    hint: 'export onExamination or onResponse from a module, .mjs or .js with "type": "module"; see docs/scripting.md',
  });
}

function add(script: Script, examination: () => string): void {
  if (script.ended || script.waiting >= mostWaiting) {
    script.missed += 1;
    return;
  }
  script.waiting += 1;
  script.worker.postMessage(examination());
  watchCall(script);
}

/** Each call is given its time from its beginning; the first one from when it was sent. */
function watchCall(script: Script, again = false): void {
  if (script.watch && !again) return;
  if (script.watch) clearTimeout(script.watch);
  const ms = script.options.callMs ?? usualCallMs;
  script.watch = setTimeout(() => stop(script, `one call took longer than ${ms / 1000} seconds`), ms).unref();
}

function replied(script: Script, reply: ScriptReply): void {
  if (reply.kind === "begun") watchCall(script, true);
  if (reply.kind !== "done") return;
  script.waiting -= 1;
  if (reply.failure !== null) failed(script, reply.failure);
  if (script.waiting > 0) return;
  if (script.watch) clearTimeout(script.watch);
  script.watch = null;
  script.idle?.();
}

function failed(script: Script, reason: string): void {
  script.failures += 1;
  if (script.failures === 1)
    script.options.note(
      `the script failed on a request: ${visibleText(reason)}; further failures are counted`,
    );
}

/** The script is over; traffic goes on. */
function stop(script: Script, reason: string): void {
  if (script.ended) return;
  script.ended = true;
  script.missed += script.waiting;
  script.waiting = 0;
  if (script.watch) clearTimeout(script.watch);
  script.options.note(`the script is stopped: ${reason}; traffic goes on without it`);
  script.idle?.();
  void script.worker.terminate();
}

function printed({ options }: Script, text: string): void {
  for (const line of text.split("\n"))
    if (line.trim() !== "") options.note(`script: ${visibleText(line).slice(0, 2000)}`);
}

async function close(script: Script): Promise<void> {
  const { note } = script.options;
  if (!script.ended && script.waiting > 0) {
    script.worker.ref();
    await new Promise<void>((resolve) => {
      script.idle = resolve;
      setTimeout(resolve, closeMs).unref();
    });
  }
  script.missed += script.waiting;
  script.ended = true;
  if (script.watch) clearTimeout(script.watch);
  // What it printed last is still on its way.
  await new Promise((printedAll) => setTimeout(printedAll, 20));
  await script.worker.terminate();
  if (script.failures > 1) note(`the script failed on ${script.failures} requests`);
  if (script.missed > 0) note(`the script was not told of ${script.missed} requests`);
}
