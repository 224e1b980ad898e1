// A running proxy with its surroundings for tests: certificate authorities made at run time, an upstream, what was captured.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CapturedExchange } from "../../src/http/captured-exchange.ts";
import type { CertificateAuthority } from "../../src/proxy/certificate-authority.ts";
import { openCertificateAuthority } from "../../src/proxy/certificate-authority.ts";
import type { ProxyEvent } from "../../src/proxy/proxy-event.ts";
import type { ProxyOptions, RunningProxy } from "../../src/proxy/running-proxy.ts";
import { openProxy } from "../../src/proxy/running-proxy.ts";
import type { RawClient } from "./proxy-client.ts";
import { plainClient, tunnelClient, waitFor } from "./proxy-client.ts";
import type { RawUpstream, Script } from "./proxy-upstream.ts";
import { rawUpstream } from "./proxy-upstream.ts";

const made = new Map<string, Promise<CertificateAuthority>>();

/** A certificate authority of this test process, made once for each name. */
export async function testAuthority(name: string): Promise<CertificateAuthority> {
  const known = made.get(name) ?? mkdtemp(join(tmpdir(), "countersign-ca-")).then(openCertificateAuthority);
  made.set(name, known);
  return await known;
}

/** A proxy in front of one upstream, both in this process. */
export interface ProxyFixture {
  readonly proxy: RunningProxy;
  readonly upstream: RawUpstream;
  readonly exchanges: CapturedExchange[];
  readonly events: ProxyEvent[];
  /** `localhost:port` of the upstream. */
  readonly authority: string;
  /** A client in a tunnel to the upstream. */
  tunnel(options?: { authority?: string; servername?: string; ALPNProtocols?: string[] }): Promise<RawClient>;
  plain(): Promise<RawClient>;
  /** Waits until so many exchanges were observed; returns the latest. */
  observed(count: number): Promise<CapturedExchange>;
  close(): Promise<void>;
}

/** Opens a proxy before a TLS upstream named localhost (plain with `plain: true`) that agrees to HTTP/1.1, or to `protocols`. */
export async function proxyFixture(
  script: Script,
  overrides: Partial<ProxyOptions> & { plain?: boolean; protocols?: string[] } = {},
): Promise<ProxyFixture> {
  const { plain = false, protocols, ...options } = overrides;
  const certificateAuthority = await testAuthority("proxy");
  const upstreamAuthority = await testAuthority("upstream");
  const upstream = await rawUpstream(
    plain ? null : await upstreamAuthority.secureContextFor("localhost"),
    script,
    { protocols },
  );
  const exchanges: CapturedExchange[] = [];
  const events: ProxyEvent[] = [];
  const proxy = await openProxy({
    host: "127.0.0.1",
    port: 0,
    certificateAuthority,
    intercept: ["localhost", "127.0.0.1"],
    upstreamProxy: null,
    upstreamCa: [upstreamAuthority.certificatePem],
    connectUpstream: null,
    sandboxed: false,
    captureLimitBytes: 1_048_576,
    ownAddresses: () => [],
    observer: (exchange) => exchanges.push(exchange),
    log: (event) => events.push(event),
    ...options,
  });
  const authority = `localhost:${upstream.port}`;
  const clients: RawClient[] = [];
  const kept = (client: RawClient): RawClient => {
    clients.push(client);
    return client;
  };
  return {
    proxy,
    upstream,
    exchanges,
    events,
    authority,
    tunnel: async (request = {}) =>
      kept(
        await tunnelClient({
          proxyPort: proxy.port,
          authority,
          ca: certificateAuthority.certificatePem,
          ...request,
        }),
      ),
    plain: async () => kept(await plainClient(proxy.port)),
    observed: async (count) => {
      await waitFor(() => exchanges.length >= count, `${count} exchanges, there are ${exchanges.length}`);
      const latest = exchanges[count - 1];
      if (latest === undefined) throw new Error("this is a bug: no exchange");
      return latest;
    },
    close: async () => {
      for (const client of clients) client.close();
      await proxy.close({ deadlineMs: 1000 });
      await upstream.close();
    },
  };
}
