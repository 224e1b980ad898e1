import { describe, expect, it } from "vitest";
import type { ConnectHeaders } from "../../src/proxy/connect-through.ts";
import { connectThrough } from "../../src/proxy/connect-through.ts";
import { sleep } from "../support/proxy-client.ts";
import { duplexPair } from "../support/proxy-duplex.ts";

const s3 = { host: "s3.amazonaws.com", port: 443, kind: "name" as const };

async function outcome(
  pieces: readonly string[],
  headers: ConnectHeaders = { authorization: null, via: null },
): Promise<{ error: string | null; rest: string; sent: string }> {
  const [ours, theirs] = duplexPair();
  let sent = "";
  theirs.on("data", (chunk: Buffer) => (sent += chunk.toString()));
  const error = await new Promise<Error | null>((resolve) => {
    connectThrough(ours, s3, headers, resolve);
    for (const piece of pieces) theirs.write(piece);
  });
  let rest = "";
  if (error === null) ours.on("data", (chunk: Buffer) => (rest += chunk.toString())).resume();
  await sleep(5);
  return { error: error?.message ?? null, rest, sent };
}

describe("CONNECT to an upstream proxy", () => {
  it("opens a tunnel, keeping what came behind the answer's head", async () => {
    expect(await outcome(["HTTP/1.1 20", "0 OK\r\nVia: x\r\n", "\r\nfirst bytes"])).toEqual({
      error: null,
      rest: "first bytes",
      sent: "CONNECT s3.amazonaws.com:443 HTTP/1.1\r\nHost: s3.amazonaws.com:443\r\n\r\n",
    });
  });
  it("names the login, and the proxies it came through, to the proxy alone", async () => {
    const headers = { authorization: "Basic dTpw", via: "1.1 one, 1.1 two" };
    expect((await outcome(["HTTP/1.1 200 OK\r\n\r\n"], headers)).sent).toBe(
      "CONNECT s3.amazonaws.com:443 HTTP/1.1\r\nHost: s3.amazonaws.com:443\r\n" +
        "Proxy-Authorization: Basic dTpw\r\nVia: 1.1 one, 1.1 two\r\n\r\n",
    );
  });
  it("tells why none was opened", async () => {
    expect((await outcome(["HTTP/1.1 407 Secret words\r\n\r\n"])).error).toBe(
      "the upstream proxy wants other credentials (status 407)",
    );
    expect((await outcome(["HTTP/1.0 403 No\r\n\r\n"])).error).toBe(
      "the upstream proxy refused (status 403)",
    );
    expect((await outcome(["SSH-2.0\r\n\r\n"])).error).toBe("the upstream proxy did not answer in HTTP");
    expect((await outcome(["HTTP/1.1 200 ".padEnd(17_000, "x")])).error).toBe(
      "the upstream proxy did not answer in HTTP",
    );
  });
});
