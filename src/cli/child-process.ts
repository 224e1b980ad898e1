// The command that `run` starts: with our standard streams, signals passed on, and its end as an exit status.
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { CountersignError } from "../http/countersign-error.ts";

/** A command with its environment. */
export interface ChildCommand {
  readonly command: readonly string[];
  readonly environment: { readonly [name: string]: string };
}

/** Signals a supervisor sends, which the command has to see. */
const passedOn: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR2"];

/** A terminal sends these to the whole foreground group: passed on, the command would get them twice. */
const sentByTerminal: readonly NodeJS.Signals[] = ["SIGINT", "SIGQUIT"];

/**
 * Runs the command to its end and gives its exit status: its own, or 128 + n when signal n ended it. Rejects with
 * ERR_CHILD_NOT_FOUND or ERR_CHILD_NOT_RUNNABLE when it never started.
 */
export function runChild(childCommand: ChildCommand): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = started(childCommand);
    const forget = passSignals((signal) => child.kill(signal));
    child.on("error", (cause) => {
      // An error after the start is a signal that could not be delivered; the end is then still to come.
      if (child.pid !== undefined) return;
      forget();
      reject(notStarted(childCommand, cause));
    });
    child.once("exit", (status, signal) => {
      forget();
      resolve(signal === null ? (status ?? 1) : signalStatus(signal));
    });
  });
}

/** Node reports some failures as events and throws the others. */
function started(childCommand: ChildCommand): ChildProcess {
  const [file = "", ...parameters] = childCommand.command;
  try {
    return spawn(file, parameters, { env: childCommand.environment, stdio: "inherit" });
  } catch (cause) {
    throw notStarted(childCommand, cause);
  }
}

function signalStatus(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

function passSignals(send: (signal: NodeJS.Signals) => void): () => void {
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const listeners = passedOn.map((signal) => {
    const listener = (): void => {
      if (!(terminal && sentByTerminal.includes(signal))) send(signal);
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  return () => {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  };
}

function notStarted({ command: [file = ""] }: ChildCommand, cause: unknown): CountersignError {
  const code =
    typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "unknown reason";
  if (code === "ENOENT" || file === "") {
    return new CountersignError("ERR_CHILD_NOT_FOUND", `the command ${JSON.stringify(file)} was not found`, {
      hint: "check its spelling and PATH; a script needs the interpreter its first line names",
      cause,
    });
  }
  return new CountersignError(
    "ERR_CHILD_NOT_RUNNABLE",
    `the command ${JSON.stringify(file)} cannot be run: ${code}`,
    {
      hint:
        code === "EACCES" ? `make it runnable: chmod +x ${file}` : "run it without countersign to see why",
      cause,
    },
  );
}
