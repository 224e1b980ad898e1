// Loads on the whole program, as it is started: what a signal ends, and answers that are bombs to whoever unpacks them.
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, deflateRawSync, gzipSync } from "node:zlib";
import type { RawClient } from "../proxy-client.ts";
import { plainClient, sleep, tunnelClient, waitFor } from "../proxy-client.ts";
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

/**
 * D-STOP: SIGINT at any moment of the start, each time before the same folder: the program ends, and what it left of its certificate
 * authority is whole or not there, for the next one starts from it.
 */
export async function interruptedStarts(count: number): Promise<LoadOutcome> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-load-"));
  const broken: string[] = [];
  const options = ["start", "--port", "0", "--json", "--no-default-credentials"];
  const env = { PATH: process.env.PATH ?? "", HOME: folder };
  const begun = (): ChildProcess =>
    spawn(process.execPath, [main, ...options, "--certs", join(folder, "certs")], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
  const toReady = async (child: ChildProcess): Promise<number> => {
    const from = performance.now();
    const lines = createInterface({ input: child.stderr as Readable });
    await Promise.race([once(lines, "line"), once(child, "exit")]);
    return performance.now() - from;
  };
  const first = begun();
  const startMs = await toReady(first);
  first.kill("SIGINT");
  await once(first, "exit");
  rmSync(join(folder, "certs"), { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const child = begun();
    (child.stderr as Readable).resume();
    const ended = once(child, "exit");
    await sleep((startMs * 1.2 * index) / count);
    child.kill("SIGINT");
    const [status, signal] = (await ended) as [number | null, string | null];
    if (![0, 130].includes(status ?? -1) && signal !== "SIGINT")
      broken.push(`ended with ${status ?? signal}`);
  }
  const last = begun();
  await toReady(last);
  if (last.exitCode !== null) broken.push(`does not start any more: ${last.exitCode}`);
  last.kill("SIGKILL");
  return { broken, figures: { starts: count, startMs } };
}

/** A Zstandard frame (RFC 8878) of blocks that repeat one byte 128 KiB long. */
function zstdOf(bytes: number): Buffer {
  const blockBytes = 131_072;
  const blocks = Math.ceil(bytes / blockBytes);
  const frame = Buffer.alloc(6 + blocks * 4);
  frame.writeUInt32LE(0xfd2fb528, 0);
  frame.writeUInt8(0x58, 5);
  for (let block = 0; block < blocks; block += 1)
    frame.writeUIntLE((block === blocks - 1 ? 1 : 0) | (1 << 1) | (blockBytes << 3), 6 + block * 4, 3);
  return frame;
}

/** Small bodies that unpack to very much, by the coding they are sent with. */
function packedBodies(unpackedBytes: number): readonly (readonly [coding: string, body: Buffer])[] {
  const plain = Buffer.alloc(unpackedBytes);
  const gzip = gzipSync(plain, { level: 9 });
  return [
    ["gzip", gzip],
    ["gzip, gzip", gzipSync(gzip, { level: 9 })],
    ["deflate", deflateRawSync(plain, { level: 9 })],
    ["br", brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })],
    ["zstd", zstdOf(unpackedBytes)],
  ];
}

/**
 * D-BOMB: small error answers that unpack to very much reach the client as sent, and cost no memory: little when they first come, while
 * the program still grows into its work, and 32 MiB at most from then on.
 */
export async function bombs(unpackedMiB: number): Promise<LoadOutcome> {
  const bodies = packedBodies(unpackedMiB * 1_048_576);
  const answers = bodies.map(([coding, body]) =>
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`,
      ),
      body,
    ]),
  );
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
    const round = async (): Promise<number> => {
      const before = memoryKib();
      for (const answer of answers) await ask(answer);
      return (memoryKib() - before) / 1024;
    };
    const firstMiB = (await round()) + (await round());
    const laterMiB = (await round()) + (await round()) + (await round());
    if (firstMiB > 96) broken.push(`memory grew by ${firstMiB.toFixed(0)} MiB at first`);
    if (laterMiB > 32) broken.push(`memory grew by ${laterMiB.toFixed(0)} MiB in the end`);
    if (ended() !== null) broken.push(`ended with ${ended()}`);
    return { broken, figures: { unpackedMiB, packings: bodies.length, firstMiB, laterMiB } };
  });
}
