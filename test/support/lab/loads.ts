// Loads of reliability rows, each at any size: small ones in the tests, large ones by `npm run soak`.
import { readdirSync } from "node:fs";
import type { TLSSocket } from "node:tls";
import type { RawClient } from "../proxy-client.ts";
import { plainClient, sleep, waitFor } from "../proxy-client.ts";
import type { Script, UpstreamConnection } from "../proxy-upstream.ts";
import { answering, messageEnd } from "../proxy-upstream.ts";
import type { LoadOutcome } from "./load-rig.ts";
import { many, underLoad } from "./load-rig.ts";

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

function get(path: string, host = 0): string {
  return `GET ${path} HTTP/1.1\r\nHost: host${host}.internal\r\n\r\n`;
}

function put(bytes: number, host = 0): string {
  return `PUT /k HTTP/1.1\r\nHost: host${host}.internal\r\nContent-Length: ${bytes}\r\n\r\n`;
}

/** Sends one request on a client's connection and waits for its answer, or the connection's end. */
async function asked(client: RawClient, text: string, withinMs = 60_000): Promise<string> {
  client.received = "";
  client.send(text);
  await waitFor(() => client.closed || client.received === ok, "an answer", withinMs);
  return client.received;
}

/** D-ABORT: clients that break off at any point of an upload or a download take their upstream connection with them. */
export async function aborts(count: number): Promise<LoadOutcome> {
  const wholeBytes = 2_097_152;
  const endless: Script = (connection) => {
    if (!connection.received.startsWith("GET ")) return;
    connection.received = "";
    connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n");
    const piece = Buffer.alloc(16_384, "d");
    const more = (): void => {
      while (!connection.closed && connection.socket.write(piece));
    };
    connection.socket.on("drain", more);
    more();
  };
  return await underLoad(endless, {}, async ({ client, upstream, comes, holds, proxy }) => {
    await many(
      count,
      async (index) => {
        const upload = await client();
        upload.send(put(wholeBytes));
        upload.send(Buffer.alloc(Math.floor((wholeBytes * (index % 10)) / 10), "u"));
        await sleep(index % 7);
        upload.reset();
        const download = await client();
        download.countOnly = true;
        download.send(get("/d"));
        const enough = (index % 10) * 20_000;
        await comes(() => download.receivedBytes > enough, "a download does not begin");
        download.reset();
      },
      8,
    );
    await comes(
      () => upstream.connections.every(({ closed }) => closed),
      "an upstream connection outlives its client",
    );
    const whole = upstream.connections.filter(({ receivedBytes }) => receivedBytes >= wholeBytes);
    holds(whole.length === 0, `${whole.length} uploads that were broken off arrived whole`);
    const { states } = await proxy.sample();
    holds((states.complete ?? 0) === 0, "an exchange that was broken off counts as complete");
    holds((states["aborted-by-client"] ?? 0) >= count, "an abort was not recorded as one");
    return { aborts: count * 2, recorded: states["aborted-by-client"] ?? 0 };
  });
}

/** D-SLOW: clients slower than the limits are cut, slow ones that move are not, and a good client never notices. */
export async function slow(count: number): Promise<LoadOutcome> {
  const limits = { requestHeadMs: 4000, tlsHandshakeMs: 4000, sweepMs: 100 };
  const few = Math.ceil(count / 4);
  return await underLoad(answering(ok), { limits }, async ({ client, proxy, comes, holds }) => {
    const good = await client(1000);
    await asked(good, get("/good", 1000));
    const before = (await proxy.sample()).rssBytes;
    const sending = async (host: number, text: string): Promise<RawClient> => {
      const made = await client(host);
      made.send(text);
      return made;
    };
    const heads = await many(count, (index) => sending(1 + (index % 50), "GET / HTTP/1.1\r\nHost: "));
    const bodies = await many(few, (index) => sending(100 + (index % 50), put(20, 100 + (index % 50))));
    const halfOpen = await many(few, async (index) => {
      const raw = await plainClient(proxy.port);
      raw.send(
        `CONNECT host${200 + (index % 50)}.internal:443 HTTP/1.1\r\nHost: x\r\n\r\n\x16\x03\x01\x02\x00\x01`,
      );
      return raw;
    });
    let answered = 0;
    const cut = (): boolean => [...heads, ...halfOpen].every(({ closed }) => closed);
    for (let moved = 0; moved < 20 || (!cut() && answered < 2000); moved += 1) {
      if (moved < 20) for (const body of bodies) body.send("b");
      const received = await asked(good, get("/good", 1000));
      holds(received === ok, "the good client was answered wrongly");
      answered += 1;
      await sleep(300);
    }
    await comes(cut, "a slow head or half a handshake was not cut");
    await comes(
      () => bodies.every(({ received }) => received === ok),
      "a slow body that moved was not carried",
    );
    const grown = ((await proxy.sample()).rssBytes - before) / 1_048_576;
    holds(grown <= 200, `memory grew by ${grown.toFixed(0)} MiB`);
    return { slow: count + few * 2, goodAnswers: answered, grownMiB: grown };
  });
}

/** D-KEEP: an upstream that closes idle connections at random: no wrong answer, nothing sent twice, no half answer. */
export async function keepAlive(count: number): Promise<LoadOutcome> {
  const seen = new Map<string, number>();
  const script: Script = (connection: UpstreamConnection) => {
    for (let end = messageEnd(connection.received); end !== null; end = messageEnd(connection.received)) {
      const nonce = /^GET \/(\d+)/.exec(connection.received)?.[1] ?? "none";
      connection.received = connection.received.slice(end);
      seen.set(nonce, (seen.get(nonce) ?? 0) + 1);
      connection.socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${nonce.length}\r\n\r\n${nonce}`);
      const wait = Number(nonce) % 11;
      if (wait < 4) setTimeout(() => connection.socket.destroy(), wait);
      else if (wait < 6) setTimeout(() => connection.end(), wait);
    }
  };
  return await underLoad(script, {}, async ({ client, holds }) => {
    let races = 0;
    await many(
      16,
      async (lane) => {
        let current = await client(lane);
        for (let each = 0; each < count / 16; each += 1) {
          const nonce = String(lane * 1_000_000 + each + 1);
          if (current.closed) current = await client(lane);
          current.received = "";
          current.send(get(`/${nonce}`, lane));
          for (
            let turns = 0;
            !current.closed && !current.received.endsWith(`\r\n\r\n${nonce}`) && turns < 6000;
            turns += 1
          )
            await sleep(each % 3);
          const { received } = current;
          if (received === "") {
            races += 1;
            holds(current.closed, "a request was neither answered nor closed");
          } else
            holds(
              received === `HTTP/1.1 200 OK\r\nContent-Length: ${nonce.length}\r\n\r\n${nonce}`,
              `a wrong answer: ${JSON.stringify(received.slice(0, 80))}`,
            );
        }
      },
      16,
    );
    const twice = [...seen.values()].filter((times) => times > 1).length;
    holds(twice === 0, `${twice} requests were sent twice`);
    holds(seen.size + races >= Math.floor(count / 16) * 16, "a request is lost without a race");
    holds(races < count / 2, `${races} of ${count} requests met a closed connection`);
    return { requests: count, races };
  });
}

/** D-CONN: many idle tunnels, a few that wake, one too many, and nothing left when all are gone. */
export async function tunnels(count: number, mostKib: number): Promise<LoadOutcome> {
  const options = { maxConnections: count, limits: { keepAliveMs: 600_000, requestHeadMs: 600_000 } };
  return await underLoad(answering(ok), options, async ({ client, proxy, holds, comes }) => {
    await proxy.collect();
    const before = (await proxy.sample()).rssBytes;
    const start = performance.now();
    const open = await many(count, (index) => client(Math.floor(index / 250)));
    const openedSeconds = (performance.now() - start) / 1000;
    await proxy.collect();
    const kib = ((await proxy.sample()).rssBytes - before) / 1024 / count;
    holds(kib <= mostKib, `${kib.toFixed(0)} KiB for each tunnel`);
    holds(
      open.every(({ closed }) => !closed),
      "an idle tunnel was closed",
    );
    const refused = await plainClient(proxy.port);
    await comes(() => refused.closed, "one connection too many was not closed");
    const every = Math.ceil(count / 500);
    for (let index = 0; index < count; index += every) {
      const one = open[index];
      if (one !== undefined)
        holds(
          (await asked(one, get("/", Math.floor(index / 250)))) === ok,
          "a tunnel that woke was not served",
        );
    }
    return { tunnels: count, kibEach: kib, openedSeconds };
  });
}

/** D-MINT: many hosts, a certificate for each: serials distinct and positive, nothing on the disk, nothing left open. */
export async function certificates(count: number): Promise<LoadOutcome> {
  return await underLoad(answering(ok), {}, async ({ client, holds }) => {
    const files = readdirSync(".").length;
    const serials = await many(count, async (index) => {
      const one = await client(index);
      const certificate = (one.socket as TLSSocket).getPeerCertificate();
      holds(certificate.subjectaltname === `DNS:host${index}.internal`, "a certificate for another host");
      const days = (Date.parse(certificate.valid_to) - Date.parse(certificate.valid_from)) / 86_400_000;
      holds(days <= 45.01, `a certificate for ${days} days`);
      one.close();
      return certificate.serialNumber;
    });
    holds(new Set(serials).size === count, "a serial number came twice");
    holds(
      serials.every(
        (serial) => /^(?:[0-7][0-9A-F]{31}|[0-9A-F]{1,31})$/.test(serial) && !/^0+$/.test(serial),
      ),
      "a serial number is not positive",
    );
    holds(readdirSync(".").length === files, "a file was written");
    return { certificates: count };
  });
}
