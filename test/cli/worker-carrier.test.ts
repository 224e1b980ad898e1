import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { fallbackSettings } from "../../src/cli/options.ts";
import type { Session } from "../../src/cli/session.ts";
import { openSession } from "../../src/cli/session.ts";
import type { CapturedExchange } from "../../src/http/captured-exchange.ts";
import type { UnderWayRequest } from "../../src/proxy/running-proxy.ts";
import { testFolder } from "../support/piped-countersign.ts";
import type { RawClient } from "../support/proxy-client.ts";
import { tunnelClient, waitFor } from "../support/proxy-client.ts";
import { testAuthority } from "../support/proxy-fixture.ts";
import type { RawUpstream, Script } from "../support/proxy-upstream.ts";
import { rawUpstream } from "../support/proxy-upstream.ts";
import { quietContext } from "../support/quiet-context.ts";
import { openTestSession } from "../support/session-client.ts";

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

interface Carried {
  readonly session: Session;
  readonly upstream: RawUpstream;
  readonly underWay: UnderWayRequest[];
  readonly dropped: string[];
  readonly exchanges: CapturedExchange[];
  readonly notes: string[];
  readonly client: RawClient;
}

/** A session of two workers without evidence before an upstream named localhost, and a client in a tunnel. */
async function carried(script: Script, examined: () => void = () => undefined): Promise<Carried> {
  const folder = testFolder("worker-carrier");
  const authority = await testAuthority("upstream");
  const upstream = await rawUpstream(await authority.secureContextFor("localhost"), script);
  opened.push(upstream);
  const seen = {
    underWay: [] as UnderWayRequest[],
    dropped: [] as string[],
    exchanges: [] as CapturedExchange[],
    notes: [] as string[],
  };
  const session = await openSession({
    settings: {
      ...fallbackSettings(),
      ...{ port: 0, workers: 2, certs: join(folder, "certs"), evidence: "off", defaultCredentials: false },
      ...{ intercept: ["localhost"], upstreamCa: [authority.certificateFile] },
    },
    context: quietContext(folder, folder),
    underWay: { opened: (request) => seen.underWay.push(request), dropped: (id) => seen.dropped.push(id) },
    onExamination: (_, exchange) => {
      seen.exchanges.push(exchange);
      examined();
    },
    onNote: (text) => seen.notes.push(text),
  });
  opened.push(session);
  const client = await tunnelClient({
    proxyPort: session.proxy.port,
    authority: `localhost:${upstream.port}`,
    ca: session.certificateAuthority.certificatePem,
  });
  client.send(`GET /slow HTTP/1.1\r\nHost: localhost:${upstream.port}\r\n\r\n`);
  return { session, upstream, client, ...seen };
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

describe("the carrier with workers", () => {
  it("opens a port, waits for its workers' examinations, and closes it", async () => {
    const settings = { sandbox: false, workers: 2, evidence: "off" as const, defaultCredentials: false };
    const session = await openTestSession(() => undefined, { settings });
    expect(session.proxyUrl).toBe(`http://127.0.0.1:${session.proxy.port}`);
    await session.settled(1000);
    const again = openTestSession(() => undefined, { settings: { ...settings, port: session.proxy.port } });
    await expect(again).rejects.toMatchObject({ code: "ERR_PORT_IN_USE" });
    await session.close();
    const free = await openTestSession(() => undefined, { settings: { port: session.proxy.port } });
    expect([free.proxy.port, session.proxy.droppedCaptures()]).toEqual([session.proxy.port, 0]);
    await free.close();
  }, 60_000);

  it("tells of requests under way where no evidence does", async () => {
    const { underWay, client } = await carried(() => undefined);
    await waitFor(() => underWay.length > 0, "the request", 20_000);
    expect(underWay.map((request) => request.head().target)).toEqual(["/slow"]);
    expect(underWay[0]?.facts().client).toMatch(/^127\.0\.0\.1:\d+$/);
    client.close();
  }, 60_000);

  it.runIf(process.platform === "linux")(
    "names the process of a client, though another has its connection",
    async () => {
      const { exchanges, underWay, client } = await carried(
        ({ socket }) => void setTimeout(() => socket.write(ok), 300),
      );
      await waitFor(() => underWay.length > 0, "the request", 20_000);
      await waitFor(() => underWay[0]?.facts().process !== undefined, "its process", 20_000);
      await waitFor(() => exchanges.length === 1, "the examination", 20_000);
      const known = { pid: process.pid, name: expect.any(String) as string };
      expect(underWay[0]?.facts().process).toEqual(known);
      expect(exchanges[0]?.request.connection?.process).toEqual(known);
      client.close();
    },
    60_000,
  );

  it("goes on when something cannot be recorded, as with one process", async () => {
    const { exchanges, notes, dropped, client } = await carried(
      ({ socket }) => socket.write(ok),
      () => {
        throw new RangeError("a bug");
      },
    );
    await waitFor(() => notes.length > 0, "the note", 20_000);
    expect(notes).toEqual(["a request could not be examined (RangeError): this is a bug in countersign"]);
    expect(dropped).toEqual([exchanges[0]?.id]);
    client.send("GET /next HTTP/1.1\r\nHost: another.test\r\n\r\n");
    await waitFor(() => exchanges.length === 2, "the next", 20_000);
    client.close();
  }, 60_000);

  it("hands on when an exchange ended on the wire, though it is told of later", async () => {
    let answeredAt = 0;
    const { exchanges, client } = await carried(({ socket }) => {
      answeredAt = Date.now();
      socket.write(ok);
    });
    await client.until(/ok$/, 20_000);
    const gotAt = Date.now();
    await waitFor(() => exchanges.length === 1, "the examination", 20_000);
    const { endedAtEpochMs = 0, request, response } = exchanges[0] as CapturedExchange;
    expect(endedAtEpochMs).toBeGreaterThanOrEqual(answeredAt);
    expect(endedAtEpochMs).toBeLessThanOrEqual(gotAt + 50);
    expect(request.receivedAtEpochMs).toBeLessThanOrEqual(answeredAt);
    expect(response?.receivedAtEpochMs).toBeLessThanOrEqual(endedAtEpochMs);
    client.close();
  }, 60_000);
});
