// The inspector of a session: where it listens, what it reads, and what its first page tells to type.
import type { Examination } from "../diagnosis/examination.ts";
import { packExchange } from "../evidence/exchange-pack.ts";
import type { CapturedBody, CapturedExchange } from "../http/captured-exchange.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { InspectorState } from "../inspector/inspector-api.ts";
import type { OwnAddress } from "../proxy/own-addresses.ts";
import type { UnderWayObserver } from "../proxy/running-proxy.ts";
import type { CommandContext } from "./command-context.ts";
import type { InspectorThread, PassedExchange } from "./inspector-thread.ts";
import { openInspectorThread } from "./inspector-thread.ts";
import type { Session } from "./session.ts";
import type { Settings } from "./settings.ts";
import { setupHelp } from "./setup-help.ts";

/** The inspector beside a session. */
export interface SessionInspector {
  /** Where it listens, for the proxy to refuse. */
  readonly ownAddresses: () => readonly OwnAddress[];
  /** Takes an examination with its exchange; it is looked at only where there is no evidence to read. */
  add(examination: Examination, exchange: CapturedExchange): void;
  /** Told of requests before they are answered; it is looked at only where there is no evidence to read. */
  readonly underWay: UnderWayObserver;
  /** Opens the page; its address, or null where none is wanted. On failure the session is closed. */
  open(session: Session): Promise<string | null>;
  close(): Promise<void>;
}

/** The inspector's port where nothing was chosen. */
export const usualInspectorPort = 8081;

/** The inspector that the settings ask for; where nothing was chosen there is one. */
export function inspectorFor(
  { inspectorPort, sandbox }: Pick<Settings, "inspectorPort" | "sandbox">,
  context: CommandContext,
  note: (text: string) => void,
): SessionInspector {
  let thread: InspectorThread | null = null;
  let feeds = false;
  return {
    ownAddresses: () => (thread ? [{ host: "127.0.0.1", port: thread.port }] : []),
    add: (examination, exchange) => {
      if (feeds) thread?.add(examination.id, () => passed(examination, exchange));
    },
    underWay: {
      opened: (request) => {
        if (feeds) thread?.underWay.opened(request);
      },
      dropped: (id) => {
        if (feeds) thread?.underWay.over(id, false);
      },
    },
    open: async (session) => {
      if (inspectorPort === "off") return null;
      feeds = session.evidenceFile === null;
      const about: Omit<InspectorState, "requests" | "notes"> = {
        version: context.version,
        mode: "live",
        place: session.evidenceFile,
        setup: setupHelp(session, sandbox),
      };
      try {
        const { proxy, certificateAuthority, evidenceFile } = session;
        const replay = { port: proxy.port, certificatePem: certificateAuthority.certificatePem };
        thread = await opened(inspectorPort, { evidenceFile, about, replay }, session, note);
      } catch (error) {
        await session.close();
        throw error;
      }
      return thread.url;
    },
    close: async () => thread?.close(),
  };
}

/** A port that was asked for must be free; where none was, a taken one is no reason to do without the page. */
async function opened(
  port: number | null,
  start: Omit<Parameters<typeof openInspectorThread>[0], "port">,
  session: Session,
  note: (text: string) => void,
): Promise<InspectorThread> {
  if (port !== null) return openInspectorThread({ ...start, port }, session.knowledge);
  try {
    return await openInspectorThread({ ...start, port: usualInspectorPort }, session.knowledge);
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "ERR_PORT_IN_USE") throw error;
    note(`port ${usualInspectorPort} is taken: the inspector is on a free one`);
    return openInspectorThread({ ...start, port: 0 }, session.knowledge);
  }
}

/** Longest body that is redacted; of longer ones nothing is shown. In bytes. */
const shownBodyBytes = 256 * 1024;

/** An exchange for the thread: redacted there as evidence is, and never here. */
function passed(examination: Examination, exchange: CapturedExchange): PassedExchange {
  const shown = (body: CapturedBody | undefined): Uint8Array | null =>
    body && body.bytes <= shownBodyBytes ? body.content : null;
  return {
    packed: packExchange(examination, exchange, exchange.endedAtEpochMs ?? Date.now()),
    request: shown(examination.request.body),
    response: shown(exchange.response?.body),
  };
}
