// Loads on the whole program, as it is started: what a signal ends, and answers that are bombs to whoever unpacks them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { RawClient } from "../proxy-client.ts";
import { plainClient, tunnelClient, waitFor } from "../proxy-client.ts";
import { testAuthority } from "../proxy-fixture.ts";
import type { RawUpstream, Script } from "../proxy-upstream.ts";
import { messageEnd, rawUpstream } from "../proxy-upstream.ts";
import type { LoadOutcome } from "./load-rig.ts";

const main = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));

interface Program {
  readonly port: number;
  readonly upstream: RawUpstream;
  client(): Promise<RawClient>;
  signal(signal: NodeJS.Signals): void;
  /** The status it ended with; null while it runs. */
  readonly ended: () => number | string | null;
  memoryKib(): number;
}

/** Starts `countersign start` before a TLS upstream named localhost, for a load, and ends it after it. */
async function withProgram(
  script: Script,
  load: (program: Program) => Promise<LoadOutcome>,
): Promise<LoadOutcome> {
  const upstreamAuthority = await testAuthority("upstream");
  const upstream = await rawUpstream(await upstreamAuthority.secureContextFor("localhost"), script);
  const folder = mkdtempSync(join(tmpdir(), "countersign-load-"));
  writeFileSync(join(folder, "upstream.pem"), upstreamAuthority.certificatePem);
  const own = [
    "start",
    "--port",
    "0",
    "--json",
    "--no-default-credentials",
    "--certs",
    join(folder, "certs"),
  ];
  const way = ["--intercept", "localhost", "--upstream-ca", join(folder, "upstream.pem")];
  const env = { PATH: process.env.PATH ?? "", HOME: folder };
  const child = spawn(process.execPath, [main, ...own, ...way], { env, stdio: ["ignore", "ignore", "pipe"] });
  let ended: number | string | null = null;
  child.once("exit", (status, signal) => (ended = status ?? signal));
  const [line] = (await once(createInterface({ input: child.stderr }), "line")) as [string];
  const ready = JSON.parse(line) as { proxy: string; ca: string };
  const port = Number(new URL(ready.proxy).port);
  const request = {
    proxyPort: port,
    authority: `localhost:${upstream.port}`,
    ca: readFileSync(ready.ca, "utf8"),
  };
  child.stderr.resume();
  const clients: RawClient[] = [];
  try {
    return await load({
      port,
      upstream,
      client: async () => {
        const made = await tunnelClient(request);
        clients.push(made);
        return made;
      },
      signal: (signal) => void child.kill(signal),
      ended: () => ended,
      memoryKib: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]),
    });
  } finally {
    for (const client of clients) client.close();
    child.kill("SIGKILL");
    await upstream.close();
  }
}

/** D-STOP: at the first signal nothing new is taken and what is under way is finished; the second ends at once. */
export async function stops(twice: boolean): Promise<LoadOutcome> {
  return await withProgram(
    () => undefined,
    async (program) => {
      const { upstream, client, signal, ended, port } = program;
      const broken: string[] = [];
      const idle = await client();
      const busy = await Promise.all(Array.from({ length: 20 }, () => client()));
      for (const one of busy) one.send(`GET / HTTP/1.1\r\nHost: localhost:${upstream.port}\r\n\r\n`);
      await waitFor(
        () => upstream.connections.filter(({ received }) => messageEnd(received) !== null).length === 20,
        "twenty requests under way",
        30_000,
      );
      signal("SIGTERM");
      // The end of an idle connection shows that draining has begun.
      await waitFor(() => idle.closed, "the idle connection's end", 30_000);
      if (ended() !== null) broken.push("it ended with requests under way");
      const late = await plainClient(port).then(
        (made) => made.untilClosed(30_000).then(() => "closed"),
        () => "refused",
      );
      if (late !== "refused") broken.push("it took a connection after the signal");
      if (twice) {
        signal("SIGTERM");
        await waitFor(() => ended() !== null, "the end at once", 30_000);
        if (ended() !== 130) broken.push(`ended with ${ended()} at the second signal`);
        if (busy.some(({ received }) => received !== "")) broken.push("an answer nobody gave");
        return { broken, figures: {} };
      }
      for (const { socket } of upstream.connections)
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
      await waitFor(() => ended() !== null, "the end", 30_000);
      const finished = busy.filter(({ received }) => received.endsWith("done")).length;
      if (finished !== 20) broken.push(`${20 - finished} of 20 requests under way were not finished`);
      if (ended() !== 0) broken.push(`ended with ${ended()}`);
      return { broken, figures: { finished } };
    },
  );
}

/** D-BOMB: small error answers that unpack to very much reach the client as sent, and cost no memory. */
export async function bombs(unpackedMiB: number): Promise<LoadOutcome> {
  const packed = gzipSync(Buffer.alloc(unpackedMiB * 1_048_576), { level: 9 });
  const twice = gzipSync(packed, { level: 9 });
  const answer = (body: Buffer, coding: string): Buffer =>
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`,
      ),
      body,
    ]);
  const answers = [answer(packed, "gzip"), answer(twice, "gzip, gzip"), answer(packed, "deflate")];
  let next = 0;
  const script: Script = (connection) => {
    const end = messageEnd(connection.received);
    if (end === null) return;
    connection.received = connection.received.slice(end);
    connection.socket.write(answers[next % answers.length] ?? "");
    next += 1;
  };
  return await withProgram(script, async ({ client, upstream, ended, memoryKib }) => {
    const broken: string[] = [];
    const one = await client();
    const ask = async (sent: Buffer): Promise<void> => {
      one.received = "";
      one.send(`GET /k HTTP/1.1\r\nHost: localhost:${upstream.port}\r\n\r\n`);
      await waitFor(() => one.closed || one.received.length >= sent.length, "a packed answer", 30_000);
      if (one.received !== sent.toString("latin1")) broken.push("a packed answer was changed");
    };
    const before = memoryKib();
    for (let round = 0; round < 4; round += 1)
      for (let index = 0; index < 3; index += 1) await ask(answers[index] ?? packed);
    const grownMiB = (memoryKib() - before) / 1024;
    if (grownMiB > 96) broken.push(`memory grew by ${grownMiB.toFixed(0)} MiB`);
    if (ended() !== null) broken.push(`ended with ${ended()}`);
    return { broken, figures: { unpackedMiB, packedBytes: packed.length, grownMiB } };
  });
}
