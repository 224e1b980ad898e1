import type { lookup } from "node:dns";
import type { Duplex } from "node:stream";
import type { SecureContext } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import type { Authority } from "../../src/interception/authority.ts";
import { isAuthority, parseAuthority } from "../../src/interception/authority.ts";
import type { InterceptPattern } from "../../src/interception/intercept-pattern.ts";
import { parseInterceptPattern } from "../../src/interception/intercept-pattern.ts";
import type { ProxyEvent } from "../../src/proxy/proxy-event.ts";
import { TlsSessions } from "../../src/proxy/tls-sessions.ts";
import type { Surroundings } from "../../src/proxy/upstream-dial.ts";
import { dial } from "../../src/proxy/upstream-dial.ts";
import { upstreamTrust } from "../../src/proxy/upstream-trust.ts";
import type { CorporateProxy } from "../support/corporate-proxy.ts";
import { connectProxy, socksProxy } from "../support/corporate-proxy.ts";
import { waitFor } from "../support/proxy-client.ts";
import { testAuthority } from "../support/proxy-fixture.ts";
import type { RawUpstream } from "../support/proxy-upstream.ts";
import { rawUpstream } from "../support/proxy-upstream.ts";

const opened: (RawUpstream | CorporateProxy)[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

function authority(text: string): Authority {
  const parsed = parseAuthority(text, null);
  if (!isAuthority(parsed)) throw new Error(parsed.refused);
  return parsed;
}

interface Setting extends Partial<Surroundings> {
  readonly intercept?: readonly string[];
  readonly resolves?: readonly string[];
}

let lookups = 0;
const logged: ProxyEvent[] = [];

function surroundings({ intercept = [], resolves = [], ...rest }: Setting): Surroundings {
  const patterns = intercept
    .map(parseInterceptPattern)
    .filter((pattern): pattern is InterceptPattern => "host" in pattern);
  const fake = (
    _host: string,
    _options: object,
    callback: (error: null, addresses: object[]) => void,
  ): void => {
    lookups += 1;
    callback(
      null,
      resolves.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return {
    policy: () => ({ intercept: patterns, ownAddresses: [], sandboxed: false }),
    proxySettings: null,
    secureContext: upstreamTrust([]),
    proxyContext: upstreamTrust([]),
    log: (event) => void logged.push(event),
    connectUpstream: null,
    sandboxed: false,
    lookup: fake as unknown as typeof lookup,
    ...rest,
  };
}

async function dialled(text: string, secure: boolean, setting: Setting): Promise<Duplex | string> {
  return await new Promise((resolve) => {
    dial(authority(text), secure, surroundings(setting), (error, connection) => {
      connection?.on("error", () => undefined);
      resolve(connection ?? `${(error as NodeJS.ErrnoException).code ?? ""} ${error?.message}`);
    });
  });
}

/** A TLS upstream that answers as one host. */
async function tlsUpstream(ca: string, host: string): Promise<RawUpstream> {
  const upstream = await rawUpstream(await (await testAuthority(ca)).secureContextFor(host), () => undefined);
  opened.push(upstream);
  return upstream;
}

describe("a connection upstream", () => {
  it("goes to no address that its name may not lead to", async () => {
    for (const address of ["127.0.0.1", "169.254.169.254", "::1", "fd00:ec2::254", "0.0.0.0"]) {
      expect(await dialled("s3.amazonaws.com:443", true, { resolves: [address] })).toMatch(
        /^ERR_DESTINATION_REFUSED/,
      );
      expect(await dialled("s3.amazonaws.com:443", true, { resolves: ["192.0.2.1", address] })).toMatch(
        /^ERR_DESTINATION_REFUSED/,
      );
    }
  });
  it("resolves a name once, and goes to the address it checked", async () => {
    const upstream = await rawUpstream(null, () => undefined);
    opened.push(upstream);
    lookups = 0;
    const connection = await dialled(`a.internal:${upstream.port}`, false, {
      intercept: ["*.internal"],
      resolves: ["127.0.0.1"],
    });
    expect(connection).not.toBeTypeOf("string");
    expect(lookups).toBe(1);
    if (typeof connection !== "string") connection.destroy();
  });
  it("says so when a name has no address", async () => {
    expect(await dialled("s3.amazonaws.com:443", true, { resolves: [] })).toMatch(/no address/);
  });
  it("never leaves the sandbox", async () => {
    lookups = 0;
    expect(await dialled("s3.amazonaws.com:443", true, { sandboxed: true, resolves: ["192.0.2.1"] })).toMatch(
      /sandbox/,
    );
    expect(lookups).toBe(0);
  });
});

describe("the upstream's certificate", () => {
  const intercept = ["*.internal", "127.0.0.1"];
  const resolves = ["127.0.0.1"];
  async function trusted(): Promise<Setting> {
    const { certificatePem } = await testAuthority("dial");
    return { intercept, resolves, secureContext: upstreamTrust([certificatePem]) };
  }
  it("is accepted when a known root made it for that host", async () => {
    const upstream = await tlsUpstream("dial", "a.internal");
    const connection = await dialled(`a.internal:${upstream.port}`, true, await trusted());
    expect(connection).not.toBeTypeOf("string");
    if (typeof connection !== "string") connection.destroy();
  });
  it("is refused when it is for another host, each time", async () => {
    const upstream = await tlsUpstream("dial", "a.internal");
    const tlsSessions = new TlsSessions();
    const setting = { ...(await trusted()), tlsSessions };
    for (let round = 0; round < 5; round += 1) {
      const good = await dialled(`a.internal:${upstream.port}`, true, setting);
      if (typeof good === "string") throw new Error(good);
      good.resume();
      await waitFor(() => tlsSessions.bytes > 0, "a session");
      good.destroy();
      expect(await dialled(`b.internal:${upstream.port}`, true, setting)).toMatch(
        /^ERR_TLS_CERT_ALTNAME_INVALID/,
      );
    }
    expect(upstream.connections.every(({ received }) => received === "")).toBe(true);
  });
  it("is refused when its root is unknown", async () => {
    const upstream = await tlsUpstream("another", "a.internal");
    expect(await dialled(`a.internal:${upstream.port}`, true, await trusted())).toMatch(
      /^UNABLE_TO_VERIFY|^UNABLE_TO_GET|^SELF_SIGNED/,
    );
  });
  it("is told to the log with what to do", async () => {
    const upstream = await tlsUpstream("another", "a.internal");
    logged.length = 0;
    await dialled(`a.internal:${upstream.port}`, true, await trusted());
    expect(logged).toMatchObject([
      { level: "warn", event: "upstream-tls-failed", authority: `a.internal:${upstream.port}` },
    ]);
    expect(logged[0]?.message).toMatch(
      /it is "a\.internal" for a\.internal, issued by .* --upstream-ca FILE\.$/,
    );
  });
  it("must hold the address when there is no name", async () => {
    const upstream = await tlsUpstream("dial", "a.internal");
    expect(await dialled(`127.0.0.1:${upstream.port}`, true, await trusted())).toMatch(
      /^ERR_TLS_CERT_ALTNAME_INVALID/,
    );
    const byAddress = await tlsUpstream("dial", "127.0.0.1");
    const connection = await dialled(`127.0.0.1:${byAddress.port}`, true, await trusted());
    expect(connection).not.toBeTypeOf("string");
    if (typeof connection !== "string") connection.destroy();
  });
});

describe("a connection through an upstream proxy", () => {
  const destination = "s3.amazonaws.com:443";
  function settings(text: string): Partial<Surroundings> {
    return { proxySettings: { httpsProxy: text, httpProxy: text, noProxy: null } };
  }
  async function trusting(ca: string): Promise<SecureContext> {
    return upstreamTrust([(await testAuthority(ca)).certificatePem]);
  }
  async function kept(proxy: Promise<CorporateProxy>): Promise<CorporateProxy> {
    opened.push(await proxy);
    return await proxy;
  }
  async function opens(text: string, secure: boolean, setting: Setting): Promise<void> {
    const connection = await dialled(text, secure, setting);
    expect(connection).not.toBeTypeOf("string");
    if (typeof connection !== "string") connection.destroy();
  }
  it("keeps TLS end to end, and gives the proxy's credentials to the proxy alone", async () => {
    const upstream = await tlsUpstream("dial", "s3.amazonaws.com");
    const proxy = await kept(connectProxy({ onward: upstream.port }));
    const secureContext = await trusting("dial");
    await opens(destination, true, {
      secureContext,
      ...settings(`http://us%65r:pass@127.0.0.1:${proxy.port}`),
    });
    expect(proxy.asked).toEqual([
      "CONNECT s3.amazonaws.com:443 HTTP/1.1\r\nHost: s3.amazonaws.com:443\r\nProxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n",
    ]);
    expect(upstream.connections.map(({ received }) => received).join("")).not.toContain("dXNlcjpwYXNz");
  });
  it("is opened over TLS where the proxy wants it, without showing it our client certificate", async () => {
    const upstream = await tlsUpstream("dial", "s3.amazonaws.com");
    const context = await (await testAuthority("corp")).secureContextFor("127.0.0.1");
    const proxy = await kept(connectProxy({ onward: upstream.port, secureContext: context }));
    const trust = { secureContext: await trusting("dial"), proxyContext: await trusting("corp") };
    await opens(destination, true, { ...trust, ...settings(`https://127.0.0.1:${proxy.port}`) });
    expect(proxy.asked).toHaveLength(1);
    expect(await dialled(destination, true, settings(`https://127.0.0.1:${proxy.port}`))).toMatch(
      /the upstream proxy's certificate (?:chain|comes)/,
    );
  });
  it("says why when the proxy refuses", async () => {
    const proxy = await kept(
      connectProxy({ onward: 1, answer: "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n" }),
    );
    expect(await dialled(destination, true, settings(`127.0.0.1:${proxy.port}`))).toMatch(
      /^ERR_UPSTREAM_PROXY .*407/,
    );
  });
  it("speaks SOCKS 5, with a login and without, for TLS and in the clear", async () => {
    const upstream = await tlsUpstream("dial", "s3.amazonaws.com");
    const secureContext = await trusting("dial");
    const open = await kept(socksProxy({ onward: upstream.port }));
    await opens(destination, true, { secureContext, ...settings(`socks5://127.0.0.1:${open.port}`) });
    const closed = await kept(socksProxy({ onward: upstream.port, login: "us:pa ss" }));
    await opens(destination, true, {
      secureContext,
      ...settings(`socks5h://us:pa%20ss@127.0.0.1:${closed.port}`),
    });
    const plain = await rawUpstream(null, () => undefined);
    opened.push(plain);
    const clear = await kept(socksProxy({ onward: plain.port }));
    await opens("s3.amazonaws.com:80", false, settings(`socks5://127.0.0.1:${clear.port}`));
    expect([open.asked, closed.asked, clear.asked]).toEqual([
      ["- s3.amazonaws.com:443"],
      ["us:pa ss s3.amazonaws.com:443"],
      ["- s3.amazonaws.com:80"],
    ]);
  });
  it("says why when SOCKS refuses, and never repeats the login", async () => {
    const wrong = await kept(socksProxy({ onward: 1, login: "a:b" }));
    const rules = await kept(socksProxy({ onward: 1, reply: 2 }));
    const told = [
      await dialled(destination, true, settings(`socks5://us:CANARY@127.0.0.1:${wrong.port}`)),
      await dialled(destination, true, settings(`socks5://127.0.0.1:${wrong.port}`)),
      await dialled(destination, true, settings(`socks5://127.0.0.1:${rules.port}`)),
    ];
    expect(told).toEqual([
      "ERR_UPSTREAM_PROXY the upstream proxy refused: it wants another login",
      "ERR_UPSTREAM_PROXY the upstream proxy refused: it wants another login",
      "ERR_UPSTREAM_PROXY the upstream proxy refused: its rules do not allow this destination",
    ]);
  });
});
