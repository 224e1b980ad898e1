// Loads of clients that break off and clients that are slow, each at any size: small ones in the tests, large ones by `npm run soak`.
import type { RawClient } from "../proxy-client.ts";
import { plainClient, sleep } from "../proxy-client.ts";
import type { Script, UpstreamConnection } from "../proxy-upstream.ts";
import { answering } from "../proxy-upstream.ts";
import { asked, get, ok, p99, put } from "./load-requests.ts";
import type { LoadOutcome, LoadRig } from "./load-rig.ts";
import { many, underLoad } from "./load-rig.ts";

/** Answers each GET with a body that never ends, as fast as it is taken, and notes the connection by its path. */
function endlessly(byPath: Map<string, UpstreamConnection>): Script {
  return (connection) => {
    const path = /^GET (\S+) /.exec(connection.received)?.[1];
    if (path === undefined) return;
    byPath.set(path, connection);
    connection.received = "";
    connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n");
    const piece = Buffer.alloc(16_384, "d");
    const more = (): void => {
      while (!connection.closed && connection.socket.write(piece));
    };
    connection.socket.on("drain", more);
    more();
  };
}

/** Bytes that an upstream has handed to its kernel. */
function handedOver({ socket }: UpstreamConnection): number {
  return socket.bytesWritten - socket.writableLength;
}

/** Waits until nothing more is taken of an upstream's answer: every buffer between it and a client that does not read is full. */
async function allFull(connection: UpstreamConnection): Promise<void> {
  for (let before = -1, quiet = 0; quiet < 25; await sleep(20)) {
    const now = handedOver(connection);
    quiet = now === before ? quiet + 1 : 0;
    before = now;
  }
}

/** How a break-off is judged: an upstream connection ends within so many milliseconds, and so many bytes are read behind it. */
const mostReadBytes = 262_144;

/**
 * D-ABORT: clients that break off at any point of an upload or a download take their upstream connection with them, within
 * `withinMs`. One download in ten breaks off with all buffers full, so that what its upstream can still hand over is what was read
 * behind the break.
 */
export async function aborts(count: number, withinMs: number): Promise<LoadOutcome> {
  const wholeBytes = 2_097_152;
  const byPath = new Map<string, UpstreamConnection>();
  return await underLoad(endlessly(byPath), {}, async ({ client, upstream, comes, holds, proxy }) => {
    const ends: number[] = [];
    let read = 0;
    const brokenDownload = async (index: number): Promise<void> => {
      const path = `/d${index}`;
      const download = await client();
      download.countOnly = true;
      download.send(get(path));
      const enough = (index % 10) * 20_000;
      await comes(() => download.receivedBytes > enough, "a download does not begin");
      const connection = byPath.get(path);
      if (!connection) return;
      const full = index % 10 === 9;
      if (full) download.socket.pause();
      if (full) await allFull(connection);
      const before = handedOver(connection);
      const at = performance.now();
      download.reset();
      await comes(() => connection.closed, "a download's upstream connection stays open");
      ends.push(performance.now() - at);
      if (full) read = Math.max(read, handedOver(connection) - before);
    };
    await many(
      count,
      async (index) => {
        const upload = await client();
        upload.send(put(wholeBytes));
        upload.send(Buffer.alloc(Math.floor((wholeBytes * (index % 10)) / 10), "u"));
        await sleep(index % 7);
        upload.reset();
        await brokenDownload(index);
      },
      8,
    );
    await comes(
      () => upstream.connections.every(({ closed }) => closed),
      "an upstream connection outlives its client",
    );
    const slowest = Math.max(...ends);
    holds(slowest <= withinMs, `an upstream connection ended ${slowest.toFixed(0)} ms behind its client`);
    holds(read <= mostReadBytes, `${read} bytes were read of an answer whose client was gone`);
    const whole = upstream.connections.filter(({ receivedBytes }) => receivedBytes >= wholeBytes);
    holds(whole.length === 0, `${whole.length} uploads that were broken off arrived whole`);
    const { states } = await proxy.sample();
    holds((states.complete ?? 0) === 0, "an exchange that was broken off counts as complete");
    holds((states["aborted-by-client"] ?? 0) >= count, "an abort was not recorded as one");
    const figures = { slowestEndMs: slowest, readBehindKib: read / 1024 };
    return { aborts: count * 2, recorded: states["aborted-by-client"] ?? 0, ...figures };
  });
}

/** An answer without end for `GET /endless…`, a short one for everything else. */
function shortOrEndless(): Script {
  const [short, endless] = [answering(ok), endlessly(new Map())];
  return (connection, chunk) =>
    (connection.received.startsWith("GET /endless") ? endless : short)(connection, chunk);
}

/** A client that reads only when it is told to, and a little each time. */
interface SlowReader {
  readonly client: RawClient;
  take(): void;
}

/** At a time. The kernel frees more than a megabyte of its buffers before it tells the other side. */
const takenBytes = 262_144;

/** Clients that ask for a long answer and take a little of it at a time. */
async function slowReaders(rig: LoadRig, count: number): Promise<SlowReader[]> {
  return await many(count, async (index) => {
    const host = 300 + (index % 50);
    const client = await rig.client(host);
    client.countOnly = true;
    let enough = takenBytes;
    client.socket.on("data", () => {
      if (client.receivedBytes >= enough) client.socket.pause();
    });
    const take = (): void => {
      enough = client.receivedBytes + takenBytes;
      client.socket.resume();
    };
    client.send(get("/endless", host));
    return { client, take };
  });
}

/** How large D-SLOW is, and what it may cost. */
export interface SlowLoad {
  readonly count: number;
  /** The longest wait of the good client, but for one time in a hundred. */
  readonly goodMs: number;
  readonly grownMib: number;
  /** How long a body may stand still; the load takes a little longer. */
  readonly gapMs: number;
}

/** D-SLOW: clients slower than the limits are cut, slow ones that move are not, and a good client never notices. */
export async function slow({ count, goodMs, grownMib, gapMs }: SlowLoad): Promise<LoadOutcome> {
  const limits = { requestHeadMs: 4000, tlsHandshakeMs: 4000, bodyGapMs: gapMs, sweepMs: 100 };
  const few = Math.ceil(count / 4);
  const moves = Math.ceil((gapMs * 1.1) / 300);
  const turns = Math.ceil(few / 100);
  // All are open at a time where this machine opens them before the first are cut.
  return await underLoad(shortOrEndless(), { maxConnections: 4 * count, limits }, async (rig) => {
    const { client, proxy, comes, holds } = rig;
    const good = await client(1000);
    await asked(good, get("/good", 1000));
    const before = (await proxy.sample()).rssBytes;
    const sending = async (host: number, text: string): Promise<RawClient> => {
      const made = await client(host);
      made.send(text);
      return made;
    };
    const heads = await many(count, (index) => sending(1 + (index % 50), "GET / HTTP/1.1\r\nHost: "));
    const readers = await slowReaders(rig, few);
    const halfOpen = await many(few, async (index) => {
      const raw = await plainClient(proxy.port);
      raw.send(
        `CONNECT host${200 + (index % 50)}.internal:443 HTTP/1.1\r\nHost: x\r\n\r\n\x16\x03\x01\x02\x00\x01`,
      );
      return raw;
    });
    // The last to be opened: they must not stand still for long before they move.
    const bodies = await many(few, (index) => sending(100 + (index % 50), put(moves, 100 + (index % 50))));
    const times: number[] = [];
    const cut = (): boolean => [...heads, ...halfOpen].every(({ closed }) => closed);
    for (let moved = 0; moved < moves || (!cut() && times.length < 2000); moved += 1) {
      if (moved < moves) for (const body of bodies) body.send("b");
      for (const [index, reader] of readers.entries()) if (index % turns === moved % turns) reader.take();
      const at = performance.now();
      const received = await asked(good, get("/good", 1000));
      holds(received === ok, "the good client was answered wrongly");
      times.push(performance.now() - at);
      await sleep(300);
    }
    await comes(cut, "a slow head or half a handshake was not cut");
    await comes(
      () => bodies.every(({ received }) => received === ok),
      "a slow body that moved was not carried",
    );
    holds(
      readers.every(({ client: { closed } }) => !closed),
      "a slow reader that moved was cut",
    );
    const { rssBytes, states } = await proxy.sample();
    holds(states.truncated === undefined, `the answers of ${states.truncated} slow readers were broken off`);
    const grown = (rssBytes - before) / 1_048_576;
    holds(grown <= grownMib, `memory grew by ${grown.toFixed(0)} MiB`);
    holds(p99(times) <= goodMs, `the good client waited ${p99(times).toFixed(0)} ms`);
    const figures = { goodAnswers: times.length, goodP99Ms: p99(times), grownMiB: grown };
    return { slow: count + few * 3, ...figures };
  });
}
