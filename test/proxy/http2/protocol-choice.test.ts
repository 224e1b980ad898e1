import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import {
  chooseProtocol,
  dialByPriorKnowledge,
  Http1Hosts,
} from "../../../src/proxy/http2/protocol-choice.ts";
import type { Surroundings } from "../../../src/proxy/upstream-dial.ts";
import { upstreamTrust } from "../../../src/proxy/upstream-trust.ts";
import { testAuthority } from "../../support/proxy-fixture.ts";
import type { RawUpstream } from "../../support/proxy-upstream.ts";
import { rawUpstream } from "../../support/proxy-upstream.ts";

let upstream: RawUpstream | null = null;

afterEach(async () => {
  await upstream?.close();
  upstream = null;
});

/** An upstream that agrees to these protocols, and what is needed to reach it. */
async function reach(protocols: string[]) {
  const authority = await testAuthority("upstream");
  upstream = await rawUpstream(await authority.secureContextFor("127.0.0.1"), () => undefined, {
    protocols,
  });
  const surroundings: Surroundings = {
    policy: () => ({
      intercept: [{ host: "127.0.0.1", port: null, anyBelow: false }],
      ownAddresses: [],
      sandboxed: false,
    }),
    proxySettings: null,
    proxyContext: upstreamTrust([]),
    log: () => undefined,
    secureContext: upstreamTrust([authority.certificatePem]),
    connectUpstream: null,
    sandboxed: false,
    lookup: (() => undefined) as never,
  };
  return { host: { host: "127.0.0.1", port: upstream.port, kind: "ipv4" } as const, surroundings };
}

describe("the protocol", () => {
  it("is asked of the upstream when the client offers HTTP/2", async () => {
    const { host, surroundings } = await reach(["h2", "http/1.1"]);
    const parts = { surroundings, http1Hosts: new Http1Hosts() };
    const choice = await chooseProtocol(new PassThrough(), ["h2", "http/1.1"], host, parts);
    expect(choice.protocols).toEqual(["h2"]);
    expect(choice.http1).toBe(null);
    expect(parts.http1Hosts.has(host, performance.now())).toBe(false);
    choice.http2?.destroy();
  });
  it("is HTTP/1.1 without a question where requests are signed again, for those who begin with HTTP/2 unasked too", async () => {
    const { host, surroundings } = await reach(["h2"]);
    const parts = { surroundings: { ...surroundings, http1Only: true }, http1Hosts: new Http1Hosts() };
    const choice = await chooseProtocol(new PassThrough(), ["h2", "http/1.1"], host, parts);
    expect(choice).toEqual({ protocols: ["http/1.1"], http2: null, http1: null });
    expect(await dialByPriorKnowledge(new PassThrough(), host, parts.surroundings)).toBe(null);
    expect(upstream?.connections).toEqual([]);
  });

  it("is HTTP/1.1 without a question when the client offers nothing else", async () => {
    const { host, surroundings } = await reach(["h2"]);
    for (const offered of [null, [], ["http/1.1"], ["http/1.0", "spdy/3"]]) {
      const choice = await chooseProtocol(new PassThrough(), offered, host, {
        surroundings,
        http1Hosts: new Http1Hosts(),
      });
      expect(choice).toEqual({ protocols: ["http/1.1"], http2: null, http1: null });
    }
    expect(upstream?.connections).toHaveLength(0);
  });
  it("is HTTP/1.1 where the upstream says so, which is remembered", async () => {
    const { host, surroundings } = await reach(["http/1.1"]);
    const parts = { surroundings, http1Hosts: new Http1Hosts() };
    const choice = await chooseProtocol(new PassThrough(), ["h2", "http/1.1"], host, parts);
    expect(choice.protocols).toEqual(["http/1.1"]);
    expect(choice.http1).not.toBe(null);
    choice.http1?.destroy();
    const again = await chooseProtocol(new PassThrough(), ["h2", "http/1.1"], host, parts);
    expect(again).toEqual({ protocols: ["http/1.1"], http2: null, http1: null });
  });
  it("is given up with the client", async () => {
    const { host, surroundings } = await reach(["h2"]);
    const client = new PassThrough();
    const asked = chooseProtocol(client, ["h2"], host, { surroundings, http1Hosts: new Http1Hosts() });
    client.destroy();
    expect(await asked).toEqual({ protocols: ["http/1.1"], http2: null, http1: null });
  });
  it("by prior knowledge is HTTP/2 unless the upstream refuses it", async () => {
    const { host, surroundings } = await reach(["h2"]);
    const connection = await dialByPriorKnowledge(new PassThrough(), host, surroundings);
    expect(connection).not.toBe(null);
    connection?.destroy();
    const sandboxed = { ...surroundings, sandboxed: true };
    expect(await dialByPriorKnowledge(new PassThrough(), host, sandboxed)).toBe(null);
  });
});

describe("hosts of HTTP/1.1", () => {
  it("are forgotten after ten minutes, and the oldest beyond a thousand", () => {
    const hosts = new Http1Hosts();
    const host = { host: "s3.amazonaws.com", port: 443, kind: "name" } as const;
    hosts.add(host, 0);
    expect(hosts.has(host, 599_999)).toBe(true);
    expect(hosts.has(host, 600_000)).toBe(false);
    expect(hosts.has({ ...host, port: 444 }, 1)).toBe(false);
    for (let count = 0; count < 1000; count += 1) hosts.add({ ...host, host: `h${count}.test` }, 1);
    expect(hosts.has(host, 2)).toBe(false);
    expect(hosts.has({ ...host, host: "h0.test" }, 2)).toBe(true);
  });
});
