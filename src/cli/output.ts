// The two standard streams as commands see them: batched, never blocking traffic, quiet when the reader has gone.
import { isatty } from "node:tty";
import type { Environment } from "../credentials/load-knowledge.ts";
import type { BatchedDestination } from "../log/batched-destination.ts";
import { openBatchedDestination } from "../log/batched-destination.ts";

/** Where a command writes. Lines are given without their line feed. */
export interface Output {
  /** Standard output: data, or people's text when no machine listens. */
  out(text: string): void;
  /** Standard error: people's text. */
  err(text: string): void;
  /** Standard output itself, for what writes there beside the command (`--log -`). */
  readonly standardOutput: BatchedDestination;
  /** Whether colour may be used on each stream: a terminal, and no NO_COLOR. */
  readonly colour: { readonly out: boolean; readonly err: boolean };
  /** Waits while the reader of standard output is far behind. */
  keptUp(): Promise<void>;
  /** True once nobody reads standard output any more. */
  gone(): boolean;
  /** Lines lost because the reader of standard output was too slow. */
  dropped(): number;
  close(): Promise<void>;
}

/** Characters that may wait before a command that can wait does so. */
const farBehind = 1024 * 1024;

/** Opens the standard streams. */
export function openOutput(environment: Environment): Output {
  const out = openBatchedDestination(1);
  const err = openBatchedDestination(2);
  const colourless = environment.NO_COLOR !== undefined && environment.NO_COLOR !== "";
  return {
    out: (text) => out.write(`${text}\n`),
    err: (text) => err.write(`${text}\n`),
    standardOutput: out,
    colour: { out: isatty(1) && !colourless, err: isatty(2) && !colourless },
    keptUp: async () => {
      if (out.held() > farBehind) await out.flush(null);
    },
    gone: () => out.broken(),
    dropped: () => out.dropped(),
    close: async () => {
      await Promise.all([out.close(), err.close()]);
    },
  };
}
