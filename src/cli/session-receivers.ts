// Who is told of each examination beside the log and the evidence: telemetry, and a script. Opened before the proxy, closed after the last examination.
import type { Examination } from "../diagnosis/examination.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";
import type { OwnAddress } from "../proxy/own-addresses.ts";
import type { SessionOptions } from "./session.ts";
import { openSessionScript } from "./session-script.ts";
import type { ServingCounts } from "./session-telemetry.ts";
import { openSessionTelemetry } from "./session-telemetry.ts";

/** The receivers of a session. */
export interface SessionReceivers {
  /** Ports of theirs, for the proxy to refuse. */
  readonly ownAddresses: () => readonly OwnAddress[];
  record(examination: Examination, exchange: CapturedExchange): void;
  /** The proxy listens. */
  serving(counts: ServingCounts): void;
  /** The proxy takes no more. */
  draining(): void;
  close(): Promise<void>;
}

/** Opens what the settings ask for. On failure nothing stays open. */
export async function openReceivers(options: SessionOptions): Promise<SessionReceivers> {
  const script = await openSessionScript(options);
  const telemetry = await openSessionTelemetry(options).catch(async (error: unknown) => {
    await script?.close();
    throw error;
  });
  return {
    ownAddresses: () => telemetry?.ownAddresses() ?? [],
    record: (examination, exchange) => {
      telemetry?.record(examination, exchange);
      script?.record(examination);
    },
    serving: (counts) => telemetry?.serving(counts),
    draining: () => telemetry?.draining(),
    close: async () => {
      await script?.close();
      await telemetry?.close();
    },
  };
}
