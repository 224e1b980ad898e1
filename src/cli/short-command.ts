// A command run for its words: bounded in time and output, nothing on its standard input, never a rejection.
import { execFile } from "node:child_process";

/** What a short command said. */
export interface ShortCommand {
  /** Null when it is not installed, did not end in time or was killed. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How it is run. */
export interface ShortCommandOptions {
  readonly environment: { readonly [name: string]: string | undefined };
  readonly milliseconds: number;
  readonly workingFolder?: string;
}

const mostBytes = 256 * 1024;

/** Runs a command to its end, or kills it when the time is over. */
export function shortCommand(
  [file = "", ...parameters]: readonly string[],
  { environment, milliseconds, workingFolder }: ShortCommandOptions,
): Promise<ShortCommand> {
  return new Promise((resolve) => {
    const options = {
      env: environment as NodeJS.ProcessEnv,
      timeout: milliseconds,
      killSignal: "SIGKILL" as const,
      maxBuffer: mostBytes,
      encoding: "utf8" as const,
      windowsHide: true,
      ...(workingFolder === undefined ? {} : { cwd: workingFolder }),
    };
    try {
      const child = execFile(file, parameters, options, (error, stdout, stderr) => {
        const ended = error === null ? 0 : typeof error.code === "number" ? error.code : null;
        resolve({ status: ended, stdout, stderr });
      });
      child.stdin?.on("error", () => undefined).end();
    } catch {
      // Node throws for a NUL byte in a word or in the environment.
      resolve({ status: null, stdout: "", stderr: "" });
    }
  });
}
