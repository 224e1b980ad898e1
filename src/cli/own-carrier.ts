// The usual carrier of a session: proxy, examinations and, where it is asked for, the sandbox, all in this process.
import { profileResolver } from "../credentials/profile-resolver.ts";
import type { RunningProxy } from "../proxy/running-proxy.ts";
import { openProxy } from "../proxy/running-proxy.ts";
import { clientWiring, openClientProcesses } from "./client-processes.ts";
import type { ExaminationFlow } from "./examination-flow.ts";
import { openExaminationFlow } from "./examination-flow.ts";
import type { Carrier, CarrierParts } from "./session.ts";
import { proxyBasics } from "./session-proxy.ts";
import { errorKind } from "./session-record.ts";

/** Opens the carrier. Throws what the proxy throws when its port is taken. */
export async function openOwnCarrier(parts: CarrierParts): Promise<Carrier> {
  const { options, record, upstream, certificateAuthority } = parts;
  const flow = flowOf(parts);
  const sandbox = options.settings.sandbox
    ? (await import("./session-sandbox.ts")).openSessionSandbox(flow, record.log)
    : null;
  const clients = openClientProcesses(record.evidence !== null || options.underWay !== undefined);
  try {
    const proxy = await openProxy({
      ...proxyBasics(options.settings, flow),
      ownAddresses: parts.ownAddresses,
      observer: flow.take,
      ...clientWiring(record.evidence?.underWay ?? options.underWay ?? null, clients),
      gate: record.evidence?.gate ?? null,
      log: record.event,
      certificateAuthority,
      ...upstream,
      connectUpstream: sandbox?.connect ?? null,
    });
    return {
      proxy,
      knowledge: flow.knowledge,
      settled: flow.settled,
      close: async (deadlineMs) => {
        await closeTraffic(proxy, flow, deadlineMs);
        await sandbox?.close();
        await clients.close();
      },
    };
  } catch (error) {
    await sandbox?.close();
    await clients.close();
    throw error;
  }
}

function flowOf({ options, record, knowledge, pool }: CarrierParts): ExaminationFlow {
  const { settings, context, onNote } = options;
  const { environment, home } = context;
  return openExaminationFlow({
    ...{ knowledge, pool },
    resolver:
      settings.sandbox || !settings.defaultCredentials
        ? null
        : (learned) => profileResolver({ environment, home, learned, note: onNote }),
    learnFromAnswers: settings.learn,
    emit: record.examined,
    failed: (error, exchange) => record.failed(errorKind(error), exchange?.id),
  });
}

/** Ends a proxy, and examines what it captured until then. */
export async function closeTraffic(
  proxy: Pick<RunningProxy, "close">,
  flow: Pick<ExaminationFlow, "settled">,
  deadlineMs: number,
): Promise<void> {
  await proxy.close({ deadlineMs });
  await handedOver();
  await flow.settled(5000);
}

/** Captures are handed over after the forwarding turn: lets the last ones arrive. */
export async function handedOver(): Promise<void> {
  await new Promise((arrived) => setImmediate(() => setImmediate(arrived)));
}
