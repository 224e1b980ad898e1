// Loads of connections that wait: kept alive, idle in great number, and for many hosts. Small in the tests, large by `npm run soak`.
import { readdirSync } from "node:fs";
import type { TLSSocket } from "node:tls";
import { plainClient, sleep } from "../proxy-client.ts";
import type { Script, UpstreamConnection } from "../proxy-upstream.ts";
import { answering, messageEnd } from "../proxy-upstream.ts";
import { asked, get, ok, p99 } from "./load-requests.ts";
import type { LoadOutcome, LoadRig } from "./load-rig.ts";
import { many, underLoad } from "./load-rig.ts";

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

/** Answers each request with the number in its path, and closes a connection that was idle for `idleMs`. */
function closingIdle(idleMs: number): Script {
  const idle = new WeakMap<UpstreamConnection, NodeJS.Timeout>();
  return (connection) => {
    clearTimeout(idle.get(connection));
    for (let end = messageEnd(connection.received); end !== null; end = messageEnd(connection.received)) {
      const nonce = /^GET \/(\d+)/.exec(connection.received)?.[1] ?? "none";
      connection.received = connection.received.slice(end);
      connection.socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${nonce.length}\r\n\r\n${nonce}`);
    }
    idle.set(
      connection,
      setTimeout(() => connection.end(), idleMs),
    );
  };
}

/** Seconds are 40 ms here: 5 s are the usual idle time of Node.js and of many balancers, 75 s is ours. */
const second = 40;
const clocks = [4.9, 5.1, 20, 74, 76] as const;
/** Node.js gives a connection a second more than its server says, which is not scaled. */
const graceMs = 2000;

/**
 * D-KEEP: the same connection used again 4.9, 5.1, 20, 74 and 76 s after its last answer, before an upstream that closes after 5 s and a
 * proxy that does after 75 s. What was closed long before costs nobody a request; what closes in that moment ends without one byte.
 */
export async function idleReuse(rounds: number): Promise<LoadOutcome> {
  const limits = { keepAliveMs: 75 * second, sweepMs: second / 4 };
  return await underLoad(closingIdle(5 * second), { limits }, async ({ client, holds }) => {
    const counts = { reused: 0, races: 0, closed: 0 };
    const lane = async (index: number): Promise<void> => {
      const clock = clocks[index % clocks.length] ?? 5;
      let current = await client(index);
      for (let round = 0; round < rounds; round += 1) {
        const nonce = String(index * 1_000_000 + round + 1);
        if (current.closed) current = await client(index);
        current.received = "";
        current.send(get(`/${nonce}`, index));
        for (let waits = 0; !current.closed && !current.received.endsWith(nonce) && waits < 2000; waits += 1)
          await sleep(5);
        const right = `HTTP/1.1 200 OK\r\nContent-Length: ${nonce.length}\r\n\r\n${nonce}`;
        const { received } = current;
        if (received === right) counts.reused += 1;
        else if (received === "" && current.closed) counts.races += 1;
        else holds(false, `after ${clock} s a wrong answer: ${JSON.stringify(received.slice(0, 80))}`);
        // Between 5.1 and 74 s nothing closes: neither side may cost a request there.
        holds(
          received === right || clock < 10 || clock > 70,
          `after ${clock} s a request met a closed connection`,
        );
        await sleep(clock * second + (clock > 75 ? graceMs : 0));
        if (current.closed) counts.closed += 1;
        // A race has closed it already.
        holds(
          !current.closed || received !== right || clock > 70,
          `after ${clock} s the proxy had closed the connection`,
        );
      }
    };
    await many(clocks.length * 4, lane, clocks.length * 4);
    holds(counts.closed > 0, "a connection that was idle for 76 s was not closed");
    return counts;
  });
}

/** Asks every tenth of a second on a connection of its own, until it is told to end; gives the time of each answer. */
async function probe({ client, holds }: LoadRig, goesOn: () => boolean): Promise<number[]> {
  const times: number[] = [];
  const one = await client(999);
  while (goesOn()) {
    const at = performance.now();
    holds((await asked(one, get("/probe", 999))) === ok, "the probe was answered wrongly");
    times.push(performance.now() - at);
    await sleep(100);
  }
  one.close();
  return times;
}

/** How much a tunnel may cost, in KiB, and how long another client's request may take beside them, in milliseconds. */
export interface TunnelBounds {
  readonly kib: number;
  readonly probeMs: number;
}

/** D-CONN: many idle tunnels, a few that wake, a probe beside them, one too many, and nothing left when all are gone. */
export async function tunnels(count: number, most: TunnelBounds): Promise<LoadOutcome> {
  const options = { maxConnections: count + 1, limits: { keepAliveMs: 600_000, requestHeadMs: 600_000 } };
  return await underLoad(answering(ok), options, async (rig) => {
    const { client, proxy, holds, comes } = rig;
    await proxy.collect();
    const before = (await proxy.sample()).rssBytes;
    let probing = true;
    const probed = probe(rig, () => probing);
    const start = performance.now();
    const open = await many(count, (index) => client(Math.floor(index / 250)));
    const openedSeconds = (performance.now() - start) / 1000;
    await proxy.collect();
    const kib = ((await proxy.sample()).rssBytes - before) / 1024 / count;
    holds(kib <= most.kib, `${kib.toFixed(0)} KiB for each tunnel`);
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
    probing = false;
    const probeP99Ms = p99(await probed);
    holds(probeP99Ms <= most.probeMs, `a request beside the tunnels took ${probeP99Ms.toFixed(0)} ms`);
    return { tunnels: count, kibEach: kib, openedSeconds, probeP99Ms };
  });
}

/** D-MINT: many hosts, a certificate for each: serials distinct and positive, nothing on the disk, nothing left open. */
export async function certificates(count: number): Promise<LoadOutcome> {
  return await underLoad(answering(ok), {}, async ({ client, holds, proxy }) => {
    const files = (): string[] => [...readdirSync(proxy.folder), ...readdirSync(".")].sort();
    const [filesBefore, listening] = [files(), proxy.listening()];
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
    holds(files().join() === filesBefore.join(), "a file was written");
    holds(proxy.listening() === listening, "a port was opened");
    return { certificates: count, listening };
  });
}
