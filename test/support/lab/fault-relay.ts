// A TCP relay that goes wrong on demand, with the eight faults of Toxiproxy: what a network, a balancer or a dying host does.
import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { resetNow } from "../../../src/proxy/reset.ts";

/** The faults. `latency`, `bandwidth`, `slow_close` and `slicer` delay; the others break. */
export const toxics = [
  "latency",
  "bandwidth",
  "slow_close",
  "slicer",
  "timeout",
  "reset_peer",
  "limit_data",
  "down",
] as const;
export type Toxic = (typeof toxics)[number];

/** Whether a fault only delays: everything still arrives. */
export function onlyDelays(toxic: Toxic): boolean {
  return toxic === "latency" || toxic === "bandwidth" || toxic === "slow_close" || toxic === "slicer";
}

/** `up`: from the side that connected; `down`: towards it. */
export type Direction = "up" | "down";

/** A relay to one port. */
export interface FaultRelay {
  readonly port: number;
  /** Makes the fault after so many more bytes in one direction; 0: on the connections there are, and on new ones. */
  arm(toxic: Toxic, direction: Direction, afterBytes: number): void;
  /** Whether the fault was made. */
  readonly bit: () => boolean;
  /** Whether the proxy still holds a connection: it is the side that connected (`near`) or the one connected to (`far`). */
  readonly held: (proxyIs: "near" | "far") => boolean;
  close(): Promise<void>;
}

interface Fault {
  readonly toxic: Toxic;
  readonly direction: Direction;
  left: number;
  bit: boolean;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/** Opens a relay on loopback. */
export async function faultRelay(target: number): Promise<FaultRelay> {
  const pairs = new Set<Pair>();
  let fault: Fault | null = null;
  const bite = (): void => {
    if (fault === null) return;
    fault.bit = true;
    if (fault.toxic === "down") server.close();
    for (const pair of pairs) breakOff(pair, fault.toxic);
  };
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ port: target, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    const pair = { near, far };
    pairs.add(pair);
    near.on("close", () => pairs.delete(pair));
    pump(near, far, "up", () => fault, bite);
    pump(far, near, "down", () => fault, bite);
    if (fault?.bit === true) breakOff(pair, fault.toxic);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    arm: (toxic, direction, afterBytes) => {
      fault = { toxic, direction, left: afterBytes, bit: false };
      if (afterBytes === 0) bite();
    },
    bit: () => fault?.bit ?? false,
    held: (proxyIs) => [...pairs].some((pair) => !pair[proxyIs].destroyed && !pair[proxyIs].readableEnded),
    close: async () => {
      for (const { near, far } of pairs) for (const socket of [near, far]) socket.destroy();
      if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function breakOff({ near, far }: Pair, toxic: Toxic): void {
  for (const socket of [near, far]) {
    if (toxic === "reset_peer") resetNow(socket);
    else if (toxic === "limit_data") socket.end();
    else if (toxic === "down") socket.destroy();
  }
}

/** Passes bytes on in order, each piece when its fault lets it. */
function pump(
  from: Socket,
  to: Socket,
  direction: Direction,
  fault: () => Fault | null,
  bite: () => void,
): void {
  let passing: Promise<void> = Promise.resolve();
  const step = (next: () => Promise<void> | void): void => {
    passing = passing.then(next);
  };
  from.on("data", (chunk: Buffer) => {
    step(async () => {
      const armed = fault();
      if (armed === null || armed.bit || armed.direction !== direction || armed.left > chunk.length) {
        if (armed !== null && armed.direction === direction) armed.left -= chunk.length;
        return await pass(to, chunk, armed?.bit === true ? armed.toxic : null);
      }
      if (to.writable) to.write(chunk.subarray(0, armed.left));
      const rest = chunk.subarray(armed.left);
      bite();
      await pass(to, rest, armed.toxic);
    });
  });
  from.on("end", () => {
    step(async () => {
      const armed = fault();
      if (armed?.bit === true && armed.toxic === "timeout") return;
      if (armed?.bit === true && armed.toxic === "slow_close") await pause(200);
      to.end();
    });
  });
  // A reset is passed on as one: an end would be another message.
  from.on("error", () => step(() => (fault()?.bit ? undefined : void resetNow(to))));
  from.on("close", () =>
    step(() => (fault()?.toxic === "timeout" && fault()?.bit ? undefined : void to.destroy())),
  );
}

async function pass(to: Socket, chunk: Buffer, toxic: Toxic | null): Promise<void> {
  if (toxic === "timeout" || toxic === "limit_data" || !to.writable) return;
  if (toxic === "latency") await pause(60);
  const size = toxic === "bandwidth" ? 8192 : toxic === "slicer" ? 1000 : chunk.length;
  for (let at = 0; at < chunk.length; at += size) {
    if (toxic === "bandwidth") await pause(5);
    if (toxic === "slicer") await pause(0);
    if (to.writable) to.write(chunk.subarray(at, at + size));
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => (ms === 0 ? setImmediate(resolve) : setTimeout(resolve, ms)));
}
