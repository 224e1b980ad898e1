import { afterEach, describe, expect, it } from "vitest";
import { sha256Hex } from "../../src/http/digest.ts";
import type { SignedRequest } from "../../src/interception/new-signature.ts";
import { hashedBody } from "../../src/interception/outgoing-body.ts";
import type { DecideSigning } from "../../src/proxy/carry-signed.ts";
import { sleep, waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

async function opened(decideSigning: DecideSigning): Promise<ProxyFixture> {
  fixture = await proxyFixture(answering(ok), { decideSigning });
  return fixture;
}

/** SHA-256 of `hello`. */
const helloSha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

const put = (authority: string, body: string, more = ""): string =>
  `PUT /a HTTP/1.1\r\nHost: ${authority}\r\nAuthorization: x, Signature=11\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;

function signing(
  head: Parameters<DecideSigning>[0],
  openBody: SignedRequest["openBody"] = null,
): SignedRequest {
  return {
    target: head.target,
    headers: head.headers.map(([name, value]) => [name, value.replace("Signature=11", "Signature=22")]),
    signature: "22",
    providedSignature: "11",
    source: "profile test",
    openBody,
  };
}

describe("a request that is signed again", () => {
  it("goes on with the new signature, and is captured as it came", async () => {
    const { tunnel, authority, upstream, observed } = await opened((head) => ({
      action: "sign",
      signed: signing(head),
    }));
    const client = await tunnel();
    client.send(put(authority, "hello"));
    await client.until(/ok$/);
    expect(upstream.connections[0]?.received).toBe(put(authority, "hello").replace("=11", "=22"));
    const exchange = await observed(1);
    expect(exchange.request.headers).toContainEqual(["Authorization", "x, Signature=11"]);
    expect(exchange.selfCheck).toEqual({ equal: true, differences: [] });
    expect(exchange.signing).toEqual({ signedBy: "profile test", left: null });
  });

  it("is checked in all but its signature", async () => {
    const { tunnel, authority, observed } = await opened((head) => ({
      action: "sign",
      signed: { ...signing(head), headers: [...signing(head).headers, ["X-More", "1"]] },
    }));
    const client = await tunnel();
    client.send(put(authority, "hello"));
    await client.until(/ok$/);
    expect((await observed(1)).selfCheck).toEqual({
      equal: false,
      differences: ["header 4: nothing received, X-More sent"],
    });
  });

  it("never ends upstream with another body than it promised", async () => {
    const { tunnel, authority, upstream, observed } = await opened((head) => ({
      action: "sign",
      signed: signing(head, () => hashedBody(helloSha256)),
    }));
    const right = await tunnel();
    right.send(put(authority, "hello"));
    await right.until(/ok$/);
    const wrong = await tunnel();
    wrong.send(put(authority, "hellO"));
    expect(await wrong.until(/\n$/)).toContain("502 Bad Gateway");
    const exchange = await observed(2);
    expect([exchange.state, exchange.reason]).toEqual([
      "upstream-error",
      "not signed again: its body does not have the hash that it signs",
    ]);
    expect(upstream.connections[1]?.received ?? "").not.toContain("hellO");
  });

  it("that its client breaks off is not told to be altered", async () => {
    const { tunnel, authority, upstream, observed } = await opened((head) => ({
      action: "sign",
      signed: signing(head, () => hashedBody(helloSha256)),
    }));
    const client = await tunnel();
    client.send(put(authority, "hello").slice(0, -2));
    await waitFor(() => upstream.connections[0]?.received.includes("=22") === true, "the head upstream");
    client.socket.destroy();
    expect(await observed(1)).toMatchObject({
      state: "aborted-by-client",
      request: { body: { bytes: 3 } },
      selfCheck: { equal: true, differences: [] },
    });
  });

  it("is decided with its body where its head does not do, and the client is told to send it", async () => {
    const bodies: (string | null)[] = [];
    const { tunnel, authority, upstream, observed } = await opened((head, body) => {
      bodies.push(body && `${body.bytes} ${Buffer.from(body.content ?? []).toString()}`);
      return body === null ? { action: "await-body" } : { action: "sign", signed: signing(head) };
    });
    const client = await tunnel();
    const [head = "", body = ""] = put(authority, "hello", "Expect: 100-continue\r\n").split(/(?<=\r\n\r\n)/);
    client.send(head);
    await client.until(/100 Continue\r\n\r\n/);
    expect(upstream.connections).toEqual([]);
    client.send(body);
    await client.until(/ok$/);
    expect(bodies).toEqual([null, "5 hello"]);
    expect(upstream.connections[0]?.received).toMatch(/Signature=22[\s\S]*\r\n\r\nhello$/);
    expect((await observed(1)).request.body.bytes).toBe(5);
  });
});

describe("a request that goes as it came", () => {
  it("says why, where there is something to say", async () => {
    const reasons = ["because", null];
    const { tunnel, authority, upstream, observed } = await opened(() => ({
      action: "leave",
      reason: reasons.shift() ?? null,
    }));
    const client = await tunnel();
    client.send(put(authority, "hello"));
    await client.until(/ok$/);
    client.send(put(authority, "hello"));
    await client.until(/ok[\s\S]*ok$/);
    expect(upstream.connections[0]?.received).toBe(put(authority, "hello").repeat(2));
    expect((await observed(1)).signing).toEqual({ signedBy: null, left: "because" });
    expect((await observed(2)).signing).toBe(undefined);
  });

  it("is one whose body is too long to be read ahead, whole and in order", async () => {
    const body = "x".repeat(20_000_000);
    const { tunnel, authority, upstream, observed } = await opened(() => ({ action: "await-body" }));
    const whole = put(authority, body).length;
    upstream.countOnly = true;
    upstream.script = (connection) => {
      if (connection.receivedBytes === whole) connection.socket.write(ok, "latin1");
    };
    const client = await tunnel();
    client.send(put(authority, body));
    await client.until(/ok$/);
    const exchange = await observed(1);
    expect(exchange.signing).toEqual({
      signedBy: null,
      left: "its body is longer than what is held to hash it before it goes on",
    });
    expect(exchange.selfCheck).toEqual({ equal: true, differences: [] });
    expect(exchange.request.body.sha256Hex).toBe(sha256Hex(body));
  });

  it("is one about which deciding failed", async () => {
    const { tunnel, authority, upstream, observed } = await opened(() => {
      throw new Error("a bug");
    });
    const client = await tunnel();
    client.send(put(authority, "hello"));
    await client.until(/ok$/);
    expect(upstream.connections[0]?.received).toBe(put(authority, "hello"));
    expect((await observed(1)).signing).toEqual({ signedBy: null, left: "signing it again failed" });
  });

  it("is nothing where its client broke off before its body was whole", async () => {
    const { tunnel, authority, upstream, observed } = await opened(() => ({ action: "await-body" }));
    const client = await tunnel();
    client.send(put(authority, "hello").slice(0, -2));
    await sleep(50);
    client.socket.destroy();
    expect((await observed(1)).state).toBe("aborted-by-client");
    expect(upstream.connections).toEqual([]);
  });
});
