import { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { describe, expect, it } from "vitest";
import { clearRoute, tunnelRoute } from "../../src/proxy/route.ts";
import type { Surroundings } from "../../src/proxy/upstream-dial.ts";

describe("a tunnel's route", () => {
  it("is its CONNECT authority; what the handshake told is read when it is asked for", () => {
    const tls = {
      remoteAddress: "127.0.0.1",
      remotePort: 5000,
      servername: null as string | null,
      getProtocol: () => "TLSv1.3",
    };
    const authority = { host: "::1", port: 8443, kind: "ipv6" as const };
    const route = tunnelRoute(tls as unknown as TLSSocket, authority, {} as Surroundings);
    tls.servername = "a.test";
    expect(route.arrival()).toEqual({ authority, scheme: "https", sni: "a.test" });
    expect(route.facts()).toEqual({
      connectAuthority: "[::1]:8443",
      sni: "a.test",
      client: "127.0.0.1:5000",
      tlsVersion: "TLSv1.3",
    });
    expect(route.facts()).toBe(route.facts());
    expect(route).toMatchObject({ scheme: "https", absolute: null, observed: true });
  });
});

describe("a route in the clear", () => {
  it("names the host as an http:// target does", () => {
    const authority = { host: "a.test", port: 80, kind: "name" as const };
    const route = clearRoute(new Socket(), authority, false, {} as Surroundings);
    expect(route).toMatchObject({ scheme: "http", absolute: "a.test", observed: false });
    expect(route.facts()).toEqual({ connectAuthority: null, sni: null, client: null, tlsVersion: null });
    expect(clearRoute(new Socket(), { ...authority, port: 8080 }, true, {} as Surroundings).absolute).toBe(
      "a.test:8080",
    );
  });
});
