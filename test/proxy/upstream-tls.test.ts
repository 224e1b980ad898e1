// The table of bad certificates: each fails for its own reason, and the upstream gets not one byte of a request.
import type { AddressInfo } from "node:net";
import { connect, createServer as createTcpServer } from "node:net";
import type { SecureContextOptions, TLSSocket } from "node:tls";
import { createServer } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { TlsSessions } from "../../src/proxy/tls-sessions.ts";
import type { TlsPeer } from "../../src/proxy/upstream-tls.ts";
import { startTls, tlsExplainer } from "../../src/proxy/upstream-tls.ts";
import { upstreamTrust } from "../../src/proxy/upstream-trust.ts";
import type { Minted } from "../support/minted-certificates.ts";
import { mint } from "../support/minted-certificates.ts";

interface Outcome {
  readonly told: string;
  readonly requestBytes: number;
}

interface Asked {
  readonly role?: "upstream" | "upstream proxy";
  readonly client?: Minted;
  readonly server?: SecureContextOptions & { readonly requestCert?: boolean };
}

const root = await mint({ commonName: "Test root", authority: true });
const unknownRoot = await mint({ commonName: "Corp inspection root", authority: true });

/** Connects to a server with a certificate as `a.internal` and writes one byte when the handshake holds. */
async function outcome(
  shown: Minted,
  { role = "upstream", client, server = {} }: Asked = {},
): Promise<Outcome> {
  let requestBytes = 0;
  const listener = createServer({ cert: shown.certificatePem, key: shown.keyPem, ...server }, (socket) => {
    socket.on("data", (chunk: Buffer) => {
      requestBytes += chunk.length;
      socket.end("bye");
    });
    socket.on("error", () => undefined);
  });
  listener.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const raw = connect((listener.address() as AddressInfo).port, "127.0.0.1");
  await new Promise((resolve) => raw.once("connect", resolve));
  const secureContext = upstreamTrust(
    [root.certificatePem],
    client ? { certificatePem: client.certificatePem, keyPem: client.keyPem } : null,
  );
  const peer = { host: "a.internal", port: 443, kind: "name", secureContext, role, sessions: null } as const;
  const tls: TLSSocket = startTls(raw, peer);
  const explained = tlsExplainer(tls, peer);
  const told = await new Promise<string>((resolve) => {
    tls.once("error", (error) => resolve(explained(error).message));
    tls.once("secureConnect", () => tls.write("x"));
    tls.once("data", () => resolve("accepted"));
  });
  tls.destroy();
  await new Promise((resolve) => listener.close(resolve));
  return { told, requestBytes };
}

describe("a server's certificate", () => {
  it("is accepted when a trusted root made it for the name, also for a thousand names", async () => {
    const many = Array.from({ length: 1000 }, (_, index) => `x${index}.internal`);
    const good = await mint({ commonName: "a.internal", names: ["a.internal"], issuer: root });
    const thousand = await mint({ commonName: "many", names: [...many, "a.internal"], issuer: root });
    for (const shown of [good, thousand]) {
      expect(await outcome(shown)).toEqual({ told: "accepted", requestBytes: 1 });
    }
  });

  const bad: readonly [string, () => Promise<Minted>, RegExp][] = [
    [
      "expired",
      () => mint({ commonName: "e", names: ["a.internal"], issuer: root, fromDays: -9, untilDays: -1 }),
      /has expired \(CERT_HAS_EXPIRED\); it is "e, Countersign tests" for a\.internal, issued by "Test root, /,
    ],
    [
      "not yet valid",
      () => mint({ commonName: "n", names: ["a.internal"], issuer: root, fromDays: 3 }),
      /not valid yet \(CERT_NOT_YET_VALID\); .* valid from .* Check this machine's clock/,
    ],
    [
      "for another host",
      () => mint({ commonName: "b.internal", names: ["b.internal"], issuer: root }),
      /for another host \(ERR_TLS_CERT_ALTNAME_INVALID\); it is .* for b\.internal, .* asked for a\.internal/,
    ],
    [
      "for a wildcard one level too high",
      () => mint({ commonName: "w", names: ["*.b.internal", "internal"], issuer: root }),
      /ERR_TLS_CERT_ALTNAME_INVALID/,
    ],
    [
      "for a name with a NUL byte",
      () => mint({ commonName: "z", names: ["a.internal\u0000.evil.test"], issuer: root }),
      /ERR_TLS_CERT_ALTNAME_INVALID|ERR_TLS_CERT_ALTNAME_FORMAT|TLS with the upstream failed/,
    ],
    [
      "self-signed",
      () => mint({ commonName: "a.internal", names: ["a.internal"] }),
      /self-signed \(DEPTH_ZERO_SELF_SIGNED_CERT\).*--upstream-ca FILE/,
    ],
    [
      "of an unknown root",
      () => mint({ commonName: "a.internal", names: ["a.internal"], issuer: unknownRoot }),
      /\(UNABLE_TO_VERIFY_LEAF_SIGNATURE\).* issued by "Corp inspection root, .*--upstream-ca FILE/,
    ],
  ];
  for (const [name, made, words] of bad) {
    it(`is refused when it is ${name}, with the reason, before any byte of a request`, async () => {
      const { told, requestBytes } = await outcome(await made());
      expect(told).toMatch(words);
      expect(requestBytes).toBe(0);
    });
  }

  it("is called the upstream proxy's where it is one", async () => {
    const { told } = await outcome(await mint({ commonName: "a.internal" }), { role: "upstream proxy" });
    expect(told).toMatch(/^the upstream proxy's certificate is self-signed/);
  });
});

describe("our client certificate", () => {
  it("is shown to a server that asks, which else is explained", async () => {
    const shown = await mint({ commonName: "a.internal", names: ["a.internal"], issuer: root });
    const client = await mint({ commonName: "client", issuer: root });
    const server = { requestCert: true, ca: root.certificatePem };
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      expect(await outcome(shown, { client, server: { ...server, maxVersion } })).toMatchObject({
        told: "accepted",
      });
      const { told } = await outcome(shown, { server: { ...server, maxVersion } });
      expect(told).toMatch(/--upstream-cert FILE and --upstream-key FILE/);
    }
  });
});

describe("an upstream of another protocol", () => {
  it("is told apart from one with a bad certificate", async () => {
    const shown = await mint({ commonName: "a.internal", names: ["a.internal"], issuer: root });
    const { told } = await outcome(shown, { server: { minVersion: "TLSv1", maxVersion: "TLSv1.1" } });
    expect(told).toMatch(/no version of TLS from 1\.2|TLS with the upstream failed|broke off/);
  });
});

describe("a session of an upstream", () => {
  const place = "upstream a.internal:443 http/1.1";
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** A server that answers, so that its tickets have come before its first byte. */
  async function greeting(names: readonly string[], own: SecureContextOptions = {}): Promise<number> {
    const shown = await mint({ commonName: "server", names, issuer: root });
    const listener = createServer({ cert: shown.certificatePem, key: shown.keyPem, ...own }, (socket) => {
      socket.on("error", () => undefined);
      socket.on("data", () => socket.write("hello"));
    });
    listener.on("tlsClientError", () => undefined);
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => listener.close(() => resolve())));
    return (listener.address() as AddressInfo).port;
  }

  const secureContext = upstreamTrust([root.certificatePem]);

  /** How a connection went: its error, or whether it took up a session. */
  async function met(
    port: number,
    sessions: TlsSessions,
    changes: Partial<TlsPeer> = {},
    renewed: Buffer | null = null,
  ): Promise<string> {
    const raw = connect(port, "127.0.0.1");
    await new Promise((resolve) => raw.once("connect", resolve));
    const tls = startTls(raw, {
      ...({
        host: "a.internal",
        port: 443,
        kind: "name",
        secureContext,
        role: "upstream",
        sessions,
      } as const),
      ...changes,
    });
    const closed = new Promise((resolve) => tls.once("close", resolve));
    const told = await new Promise<string>((resolve) => {
      tls.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code ?? "error"));
      tls.once("secureConnect", () => tls.write("x"));
      tls.once("data", () => {
        // As Node tells of a ticket; its own server gives none to a connection that took up a session.
        if (renewed !== null) tls.emit("session", renewed);
        resolve(tls.isSessionReused() ? "taken up" : "verified");
      });
    });
    tls.destroy();
    await closed;
    return told;
  }

  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
    it(`is taken up by the connections that follow, with ${maxVersion}`, async () => {
      const sessions = new TlsSessions();
      const port = await greeting(["a.internal"], { maxVersion });
      expect([await met(port, sessions), await met(port, sessions), await met(port, sessions)]).toEqual([
        ...["verified", "taken up", "taken up"],
      ]);
    });
  }

  it("serves no other name, port, role or protocol", async () => {
    const sessions = new TlsSessions();
    const port = await greeting(["a.internal"]);
    for (let round = 0; round < 50; round += 1) {
      expect(await met(port, sessions)).toBe(round === 0 ? "verified" : "taken up");
      expect(await met(port, sessions, { host: "b.internal" })).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
    }
    expect(await met(port, sessions, { port: 8443 })).toBe("verified");
    expect(await met(port, sessions, { role: "upstream proxy" })).toBe("verified");
    expect(await met(port, sessions, { protocols: ["h2", "http/1.1"] })).toBe("verified");
  });

  it("is not kept of a connection whose certificate does not hold", async () => {
    const sessions = new TlsSessions();
    const port = await greeting(["b.internal"]);
    expect(await met(port, sessions)).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(sessions.bytes).toBe(0);
  });

  it("is as old as the proof, however often it is renewed", async () => {
    const sessions = new TlsSessions();
    const port = await greeting(["a.internal"], { maxVersion: "TLSv1.3" });
    await met(port, sessions);
    const first = sessions.of(place, Date.now());
    if (first === null) throw new Error("no session was kept");
    const provenAtEpochMs = Date.now() - 500_000;
    sessions.keep(place, { ...first, provenAtEpochMs });
    const renewed = Buffer.from("a ticket");
    expect(await met(port, sessions, {}, renewed)).toBe("taken up");
    expect(sessions.of(place, Date.now())).toEqual({ bytes: renewed, provenAtEpochMs });
  });

  it("is offered no more where the connection failed that was to take it up", async () => {
    const sessions = new TlsSessions();
    const port = await greeting(["a.internal"]);
    await met(port, sessions);
    expect(sessions.bytes).toBeGreaterThan(0);
    const closes = createTcpServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => closes.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => closes.close(() => resolve())));
    expect(await met((closes.address() as AddressInfo).port, sessions)).toBe("ECONNRESET");
    expect(sessions.bytes).toBe(0);
  });
});
