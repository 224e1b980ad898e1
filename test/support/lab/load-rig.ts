// What every load stands on: a proxy in a process of its own, one upstream in the clear, clients in tunnels, and what broke.
import type { RawClient } from "../proxy-client.ts";
import { tunnelClient, waitFor } from "../proxy-client.ts";
import type { RawUpstream, Script } from "../proxy-upstream.ts";
import { rawUpstream } from "../proxy-upstream.ts";
import type { ProxyProcess, ProxyProcessOptions } from "./proxy-process.ts";
import { proxyProcess } from "./proxy-process.ts";

/** What came of a load: broken invariants in words (empty: all hold), and figures to look at. */
export interface LoadOutcome {
  readonly broken: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/** A proxy under load. */
export interface LoadRig {
  readonly proxy: ProxyProcess;
  readonly upstream: RawUpstream;
  /** A client in a tunnel to `hostN.internal`. */
  client(host?: number): Promise<RawClient>;
  /** Notes a broken invariant unless it holds. */
  holds(condition: boolean, otherwise: string): void;
  /** Waits for something that must come; what does not within a generous time is noted as broken. */
  comes(condition: () => boolean, otherwise: string, withinMs?: number): Promise<void>;
}

/** Sets a rig up, runs a load on it, and looks at what it leaves behind: nothing open, nothing unhandled, no exit. */
export async function underLoad(
  script: Script,
  options: ProxyProcessOptions,
  load: (rig: LoadRig) => Promise<Record<string, number>>,
): Promise<LoadOutcome> {
  const upstream = await rawUpstream(null, script);
  const proxy = await proxyProcess({ onward: upstream.port, ...options });
  const broken: string[] = [];
  const clients: RawClient[] = [];
  const holds = (condition: boolean, otherwise: string): void => void (condition || broken.push(otherwise));
  const comes: LoadRig["comes"] = async (condition, otherwise, withinMs = 60_000) => {
    await waitFor(condition, otherwise, withinMs).catch(() => broken.push(otherwise));
  };
  const client = async (host = 0): Promise<RawClient> => {
    const name = `host${host}.internal`;
    const request = { proxyPort: proxy.port, authority: `${name}:443`, servername: name };
    const made = await tunnelClient({ ...request, ca: proxy.certificatePem });
    clients.push(made);
    return made;
  };
  const rig = { proxy, upstream, client, holds, comes };
  (await client()).close();
  await waitFor(() => proxy.sockets() <= 1, "the first client to go", 10_000);
  const base = proxy.descriptors();
  let figures: Record<string, number> = {};
  try {
    figures = await load(rig);
  } catch (error) {
    broken.push(`the load did not run: ${error instanceof Error ? error.message : "unknown"}`);
  }
  for (const each of clients) each.close();
  await comes(() => proxy.exited() !== null || proxy.descriptors() <= base, "descriptors stay open");
  holds(proxy.exited() === null, `the proxy ended: ${proxy.exited()}`);
  const { failures, loopP99Ms, rssBytes } = await proxy.sample();
  holds(failures.length === 0, `unhandled: ${failures.join("; ")}`);
  await proxy.close();
  await upstream.close();
  return { broken, figures: { ...figures, loopP99Ms, rssMiB: rssBytes / 1_048_576 } };
}

/** Opens many things, a few at a time: a machine with two cores shakes few hands at once. */
export async function many<Value>(
  count: number,
  make: (index: number) => Promise<Value>,
  atOnce = 32,
): Promise<Value[]> {
  const made: Value[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      made[index] = await make(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane));
  return made;
}
