import { afterEach, describe, expect, it } from "vitest";
import type { EndpointDecision } from "../../src/interception/endpoint-plan.ts";
import type { OwnEndpoint } from "../../src/proxy/accept-endpoint.ts";
import { pairedSockets } from "../../src/sandbox/paired-sockets.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";

let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

interface Reached {
  readonly dialled: string[];
  readonly received: () => string;
}

async function opened(decide: OwnEndpoint["decide"]): Promise<Reached> {
  const dialled: string[] = [];
  let text = "";
  fixture = await proxyFixture(answering(""), {
    sandboxed: true,
    endpoint: { decide, anyName: false },
    connectUpstream: (host, port, secure) => {
      dialled.push(`${secure ? "https" : "http"} ${host}:${port}`);
      const [near, far] = pairedSockets();
      far.on("data", (chunk: Buffer) => {
        text += chunk.toString("latin1");
        if (/\r\n\r\n(?:hello)?$/.test(text)) far.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      });
      return near;
    },
  });
  return { dialled, received: () => text };
}

const get = (host: string, more = ""): string =>
  `GET /b/a HTTP/1.1\r\nHost: ${host}\r\nAuthorization: x, Signature=11\r\n${more}\r\n`;

function signed(head: Parameters<OwnEndpoint["decide"]>[0], host: string): EndpointDecision {
  const headers = head.headers.map(
    ([name, value]) =>
      [name, name === "Host" ? host : value.replace("Signature=11", "Signature=22")] as const,
  );
  const digits = { signature: "22", providedSignature: "11", host, cameForHost: head.authority };
  return {
    action: "sign",
    host,
    signed: { target: head.target, headers, ...digits, source: "profile test", openBody: null },
  };
}

describe("a request to the endpoint", () => {
  it("goes by https to the host that it is signed for, and is captured as it came", async () => {
    const hosts = ["s3.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"];
    const { dialled, received } = await opened((head) => signed(head, hosts.shift() ?? ""));
    const own = `127.0.0.1:${fixture?.proxy.port}`;
    const client = await fixture?.plain();
    for (const count of [1, 2, 3]) {
      client?.send(get(own));
      await client?.until(new RegExp(`(?:ok[\\s\\S]*){${count}}$`));
    }
    expect(dialled).toEqual([
      "https s3.us-east-1.amazonaws.com:443",
      "https sqs.us-east-1.amazonaws.com:443",
    ]);
    expect(received()).toContain(
      "GET /b/a HTTP/1.1\r\nHost: s3.us-east-1.amazonaws.com\r\nAuthorization: x, Signature=22\r\n\r\n",
    );
    const exchange = await fixture?.observed(1);
    expect(exchange?.request).toMatchObject({ scheme: "http", authority: own, target: "/b/a" });
    expect(exchange?.selfCheck).toEqual({ equal: true, differences: [] });
    expect(exchange?.signing).toEqual({
      signedBy: "profile test",
      left: null,
      host: "s3.us-east-1.amazonaws.com",
    });
  });

  it("goes nowhere and is told why, when it is not signed, and when deciding failed", async () => {
    const decisions = [
      (): EndpointDecision => ({ action: "refuse", reason: "its signature does not match" }),
      (): EndpointDecision => {
        throw new Error("a bug");
      },
    ];
    const { dialled } = await opened(() =>
      (decisions.shift() ?? (() => ({ action: "await-body" }) as const))(),
    );
    for (const reason of [
      "its signature does not match",
      "deciding about it failed",
      "its body was not enough",
    ]) {
      const client = await fixture?.plain();
      client?.send(get(`127.0.0.1:${fixture?.proxy.port}`));
      const answer = (await client?.until(/\n$/)) ?? "";
      expect(answer).toContain("403 Forbidden");
      expect(answer).toContain(`this endpoint did not sign the request again: ${reason}\n`);
    }
    expect(dialled).toEqual([]);
    const exchange = await fixture?.observed(1);
    expect([exchange?.state, exchange?.reason]).toEqual(["refused", "refused:not-signed-again"]);
  });

  it("is refused for another Host, and where its head is not in order, before anything is decided", async () => {
    const asked: string[] = [];
    await opened((head) => {
      asked.push(head.authority);
      return { action: "refuse", reason: "" };
    });
    const own = `127.0.0.1:${fixture?.proxy.port}`;
    for (const [host, more, status] of [
      ["evil.example", "", "421"],
      [`evil.example:${fixture?.proxy.port}`, "", "421"],
      [own, `Host: ${own}\r\n`, "400"],
    ]) {
      const client = await fixture?.plain();
      client?.send(get(host ?? "", more));
      expect(await client?.until(/\n$/)).toContain(`HTTP/1.1 ${status} `);
    }
    expect(asked).toEqual([]);
  });
});

describe("a port that is no endpoint", () => {
  it("refuses requests in origin form as ever", async () => {
    fixture = await proxyFixture(answering(""));
    const client = await fixture.plain();
    client.send(get(`127.0.0.1:${fixture.proxy.port}`));
    expect(await client.until(/\n$/)).toContain("this port is a proxy");
  });
});
