// How the settings of a session become the options of its proxy: for a proxy in this process, and for one in a worker of it.
import type { Environment } from "../credentials/load-knowledge.ts";
import { bodyWatch, switchedWatch } from "../diagnosis/body-watch.ts";
import type { ProxyOptions } from "../proxy/running-proxy.ts";
import type { ExaminationFlow } from "./examination-flow.ts";
import { sessionEndpoint, signingDecider } from "./session-signing.ts";
import type { Settings } from "./settings.ts";
import { clientCertificate, pemTexts, upstreamProxySettings } from "./upstream-settings.ts";

/** Where relative files and the usual proxy are found. */
export interface ProxySurroundings {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly workingFolder: string;
}

/** How upstream is reached and trusted, and who we are to it. */
export type Upstream = Pick<ProxyOptions, "upstreamProxy" | "upstreamCa" | "upstreamCertificate">;

/** Reads what the way upstream needs. Throws ERR_OPTION_INVALID and ERR_FILE_UNREADABLE. */
export function upstreamOf({ settings, environment, workingFolder }: ProxySurroundings): Upstream {
  return {
    upstreamProxy: settings.sandbox ? null : upstreamProxySettings(settings.upstreamProxy, environment),
    upstreamCa: pemTexts(settings.upstreamCa, workingFolder),
    upstreamCertificate: clientCertificate(settings, workingFolder),
  };
}

/** What follows from the settings and the flow alone. */
export type ProxyBasics = Pick<
  ProxyOptions,
  | ("host" | "port" | "maxConnections" | "intercept" | "sandboxed" | "captureLimitBytes")
  | ("watchBody" | "watchSwitched" | "decideSigning" | "endpoint")
>;

/** The options that every proxy of a session has. */
export function proxyBasics(settings: Settings, flow: Pick<ExaminationFlow, "examiner">): ProxyBasics {
  const { host, port, intercept, sandbox, maxConnections } = settings;
  return {
    ...{ host, port, maxConnections, intercept },
    sandboxed: sandbox,
    captureLimitBytes: 1_048_576,
    watchBody: (head) => bodyWatch(head, flow.examiner()),
    watchSwitched: (head) => switchedWatch(head, flow.examiner()),
    decideSigning: signingDecider(settings.resign, flow),
    endpoint: sessionEndpoint(settings, flow),
  };
}
