// The built proxy in a process of its own, so that its memory, descriptors and event loop are its own. Started by fork;
// the first message sets it up, `sample` asks for figures, `close` ends it.
import { connect } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { openCertificateAuthority } from "../../../dist/proxy/certificate-authority.js";
import { limits } from "../../../dist/proxy/limits.js";
import { openProxy } from "../../../dist/proxy/running-proxy.js";

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
const failures = [];
process.on("unhandledRejection", (error) => failures.push(String(error?.stack ?? error)));
process.on("warning", (warning) => failures.push(String(warning.stack ?? warning)));
process.on("disconnect", () => process.exit(0));

let proxy = null;
let observed = 0;
const states = {};

const actions = {
  async open({ folder, limits: chosen = {}, ports = null, onward = null, ...options }) {
    Object.assign(limits, chosen);
    const certificateAuthority = await openCertificateAuthority(folder);
    proxy = await openProxy({
      host: "127.0.0.1",
      port: 0,
      certificateAuthority,
      intercept: ["*.internal", "localhost", "127.0.0.1"],
      upstreamProxy: null,
      upstreamCa: [],
      // With ports, `slotN.internal` is the N-th of them in the clear, and nothing else is reached.
      connectUpstream: (host, port) => given(host, port, ports, onward),
      sandboxed: ports !== null || onward !== null,
      captureLimitBytes: 1_048_576,
      ownAddresses: () => [],
      observer: ({ state }) => {
        observed += 1;
        states[state] = (states[state] ?? 0) + 1;
      },
      log: () => undefined,
      ...options,
    });
    return { port: proxy.port, certificatePem: certificateAuthority.certificatePem };
  },
  async sample() {
    const { heapUsed, external, rss } = process.memoryUsage();
    const figures = {
      rssBytes: rss,
      heapBytes: heapUsed + external,
      loopP99Ms: delay.percentile(99) / 1e6,
      loopMaxMs: delay.max / 1e6,
      observed,
      states,
      dropped: proxy?.droppedCaptures() ?? 0,
      failures,
    };
    delay.reset();
    return figures;
  },
  async collect() {
    globalThis.gc?.();
    return null;
  },
  async close({ deadlineMs = 5000 }) {
    await proxy?.close({ deadlineMs });
    return { observed, failures };
  },
};

/** With `onward`, every `*.internal` is that one port, in the clear. */
function given(host, port, ports, onward) {
  if (onward !== null) return connect({ port: onward, host: "127.0.0.1", noDelay: true });
  return ports && slotConnection(host, port, ports);
}

/** The first line tells the slot which of its inputs the connection belongs to: the port that was asked for. */
function slotConnection(host, asked, ports) {
  const slot = /^slot(\d+)\.internal$/.exec(host)?.[1];
  const port = slot === undefined ? undefined : ports[Number(slot)];
  if (port === undefined) return null;
  const connection = connect({ port, host: "127.0.0.1", noDelay: true });
  connection.write(`${asked}\n`);
  return connection;
}

process.on("message", async ({ id, action, ...options }) => {
  try {
    process.send({ id, value: await actions[action](options) });
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) });
  }
});
