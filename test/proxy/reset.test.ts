import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { afterEach, expect, it } from "vitest";
import { resetNow } from "../../src/proxy/reset.ts";

let server: ReturnType<typeof createServer> | null = null;

afterEach(() => server?.close());

/** What a client reads of a server that says something and then breaks off. */
async function read(breakOff: (socket: Socket) => void): Promise<string[]> {
  const opened = createServer((socket) => socket.write("part", () => setTimeout(() => breakOff(socket), 20)));
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, "127.0.0.1", resolve));
  const client = connect((opened.address() as AddressInfo).port, "127.0.0.1");
  const seen: string[] = [];
  client.on("data", (bytes) => seen.push(bytes.toString("latin1")));
  client.on("end", () => seen.push("end"));
  client.on("error", (error: NodeJS.ErrnoException) => seen.push(error.code ?? ""));
  await new Promise((resolve) => client.once("close", resolve));
  return seen;
}

it("a reset reaches the other side as one, behind what was written", async () => {
  expect(await read((socket) => resetNow(socket))).toEqual(["part", "ECONNRESET"]);
});

it("an end reaches it as an end", async () => {
  expect(await read((socket) => socket.end())).toEqual(["part", "end"]);
});
