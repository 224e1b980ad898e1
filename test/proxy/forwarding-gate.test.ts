import { afterEach, describe, expect, it } from "vitest";
import type { ForwardingGate } from "../../src/proxy/forwarding-gate.ts";
import { sleep, waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";

const ok = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
let fixture: ProxyFixture | null = null;
afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

/** Everything that came upstream. */
function received({ upstream }: ProxyFixture): string {
  return upstream.connections.map((connection) => connection.received).join("");
}

interface Asked {
  readonly heads: string[];
  readonly answers: ((refusal: string | null) => void)[];
  readonly gate: ForwardingGate;
}

function asking(): Asked {
  const [heads, answers]: [string[], Asked["answers"]] = [[], []];
  const gate: ForwardingGate = (request, then) => {
    const { method, target, headers } = request.head();
    heads.push(`${method} ${target} ${headers.length}`);
    answers.push(then);
  };
  return { heads, answers, gate };
}

const post = (host: string): string => `POST /a HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\n\r\nhello`;

describe("the gate", () => {
  it("holds a request back whole until it lets it go on, then the next", async () => {
    const { heads, answers, gate } = asking();
    const open = await proxyFixture(ok, { gate });
    fixture = open;
    const client = await open.tunnel();
    client.send(post(open.authority) + post(open.authority));
    await waitFor(() => answers.length === 1, "the gate to be asked");
    await sleep(100);
    expect([heads, received(open)]).toEqual([["POST /a 2"], ""]);
    answers[0]?.(null);
    await client.until(/ok$/);
    await waitFor(() => answers.length === 2, "the gate to be asked again");
    answers[1]?.(null);
    await client.until(/ok[\s\S]*ok$/);
    expect(received(open)).toBe(post(open.authority).repeat(2));
    expect((await open.observed(2)).selfCheck).toEqual({ equal: true, differences: [] });
  });

  it("refuses with 503 and a reason, and nothing goes upstream", async () => {
    const { answers, gate } = asking();
    const open = await proxyFixture(ok, { gate });
    fixture = open;
    const client = await open.tunnel();
    client.send(post(open.authority));
    await waitFor(() => answers.length === 1, "the gate to be asked");
    answers[0]?.("no room (ERR_EVIDENCE_NOT_KEPT)");
    await client.untilClosed();
    expect(client.received).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(client.received).toMatch(
      /X-Countersign: refused\r\n[\s\S]*countersign: no room \(ERR_EVIDENCE_NOT_KEPT\)\n$/,
    );
    expect(received(open)).toBe("");
    expect(await open.observed(1)).toMatchObject({ state: "refused", reason: "refused:evidence-not-kept" });
  });

  it("carries nothing of a client that has gone meanwhile", async () => {
    const { answers, gate } = asking();
    const open = await proxyFixture(ok, { gate });
    fixture = open;
    const client = await open.tunnel();
    client.send(post(open.authority));
    await waitFor(() => answers.length === 1, "the gate to be asked");
    client.close();
    expect(await open.observed(1)).toMatchObject({ state: "aborted-by-client" });
    answers[0]?.(null);
    await sleep(100);
    expect(received(open)).toBe("");
  });

  it("holds an upgrade back too, and a refused one leaves its connection closed", async () => {
    const { answers, gate } = asking();
    const switching = answering("HTTP/1.1 101 Go On\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
    const open = await proxyFixture(switching, { gate });
    fixture = open;
    const handshake = `GET /mqtt HTTP/1.1\r\nHost: ${open.authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    const [first, second] = [await open.tunnel(), await open.tunnel()];
    first.send(handshake);
    await waitFor(() => answers.length === 1, "the gate to be asked");
    await sleep(50);
    expect(received(open)).toBe("");
    answers[0]?.(null);
    await first.until(/^HTTP\/1\.1 101 Go On/);
    second.send(handshake);
    await waitFor(() => answers.length === 2, "the gate to be asked again");
    answers[1]?.("no room");
    expect(await second.untilClosed()).toMatch(/^HTTP\/1\.1 503 [\s\S]*countersign: no room\n$/);
    expect(received(open)).toBe(handshake);
  });

  it("goes on with a body that was read ahead for its signature", async () => {
    const { answers, gate } = asking();
    const open = await proxyFixture(ok, {
      gate,
      decideSigning: (_, body) =>
        body === null ? { action: "await-body" } : { action: "leave", reason: null },
    });
    fixture = open;
    const client = await open.tunnel();
    client.send(post(open.authority));
    await waitFor(() => answers.length === 1, "the gate to be asked");
    await sleep(50);
    answers[0]?.(null);
    await client.until(/ok$/);
    expect(received(open)).toBe(post(open.authority));
  });

  it("offers no client HTTP/2, whose streams do not wait", async () => {
    const { answers, gate } = asking();
    const open = await proxyFixture(ok, { gate, protocols: ["h2", "http/1.1"] });
    fixture = open;
    const client = await open.tunnel({ ALPNProtocols: ["h2", "http/1.1"] });
    client.send(post(open.authority));
    await waitFor(() => answers.length === 1, "the gate to be asked");
    answers[0]?.(null);
    await client.until(/^HTTP\/1\.1 200/);
  });
});
