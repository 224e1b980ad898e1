import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ProcessTable } from "../../src/cli/process-table.ts";
import { openProcessTable } from "../../src/cli/process-table.ts";
import type { ClientProcess } from "../../src/http/captured-exchange.ts";
import { testFolder } from "../support/evidence.ts";

const folder = testFolder();

const head =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

function line(local: string, remote: string, uid: number, inode: number): string {
  return `   0: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000000000000000 20 4 30 10 -1\n`;
}

/** A folder as /proc is, with processes that hold sockets. */
function tables(
  name: string,
  tcp: string,
  processes: Readonly<Record<string, { comm: string; holds: number[]; exe?: string }>>,
): string {
  const root = join(folder, name);
  mkdirSync(join(root, "net"), { recursive: true });
  writeFileSync(join(root, "net/tcp"), head + tcp);
  for (const [pid, { comm, holds, exe }] of Object.entries(processes)) {
    mkdirSync(join(root, pid, "fd"), { recursive: true });
    writeFileSync(join(root, pid, "comm"), `${comm}\n`);
    if (exe !== undefined) symlinkSync(exe, join(root, pid, "exe"));
    for (const [at, inode] of holds.entries())
      symlinkSync(`socket:[${inode}]`, join(root, pid, "fd", `${at}`));
  }
  return root;
}

function found(table: ProcessTable, client: string, port: number): ClientProcess | null {
  return table.find([{ client, port }])[0] ?? null;
}

// 53211 is CFDB, 8080 is 1F90.
const ours = line("0100007F:CFDB", "0100007F:1F90", 1000, 777);

describe("the table of processes", () => {
  it("names who holds the client's end, not who holds ours", () => {
    const other = line("0100007F:1F90", "0100007F:CFDB", 1000, 666);
    const root = tables("both", other + ours, {
      "100": { comm: "countersign", holds: [666] },
      "90": { comm: "aws", holds: [5, 777] },
    });
    expect(found(openProcessTable(root, 1000), "127.0.0.1:53211", 8080)).toEqual({ pid: 90, name: "aws" });
  });

  it("names the program where the main thread's name says nothing", () => {
    const root = tables("main", ours, {
      "7": { comm: "node-MainThread", holds: [777], exe: "/usr/bin/node" },
    });
    expect(found(openProcessTable(root, 1000), "127.0.0.1:53211", 8080)).toEqual({ pid: 7, name: "node" });
  });

  it("reads addresses of version 6, and either order of bytes", () => {
    for (const [name, address] of [
      ["six", "00000000000000000000000001000000"],
      ["mapped", "0000000000000000FFFF00000100007F"],
      ["big", "7F000001"],
    ] as const) {
      const tcp = line(`${address}:CFDB`, `${address}:1F90`, 0, 777);
      const root = tables(name, tcp, { "9": { comm: "curl", holds: [777] } });
      expect([name, found(openProcessTable(root, 0), "::1:53211", 8080)]).toEqual([
        name,
        { pid: 9, name: "curl" },
      ]);
    }
  });

  it("knows nothing of what is gone, of another user's, of other addresses, or where there are no tables", () => {
    const processes = { "9": { comm: "curl", holds: [777, 0] } };
    const gone = tables("gone", line("0100007F:CFDB", "0100007F:1F90", 1000, 0), processes);
    expect(found(openProcessTable(gone, 1000), "127.0.0.1:53211", 8080)).toBeNull();
    const theirs = tables("theirs", ours, processes);
    expect(found(openProcessTable(theirs, 1001), "127.0.0.1:53211", 8080)).toBeNull();
    expect(found(openProcessTable(theirs, 0), "127.0.0.1:53211", 8080)).toEqual({ pid: 9, name: "curl" });
    const far = tables("far", line("0200A8C0:CFDB", "0100A8C0:1F90", 1000, 777), processes);
    expect(found(openProcessTable(far, 1000), "192.168.0.2:53211", 8080)).toBeNull();
    expect(found(openProcessTable(join(folder, "nothing"), 1000), "127.0.0.1:53211", 8080)).toBeNull();
    expect(found(openProcessTable(theirs, 0), "nonsense", 8080)).toBeNull();
  });

  it.runIf(process.platform === "linux")("finds a real client", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const script = `require("net").connect(${port}, "127.0.0.1")`;
    const child = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
    const [socket] = (await once(server, "connection")) as [Socket];
    const holder = found(openProcessTable(), `${socket.remoteAddress}:${socket.remotePort}`, port);
    expect(holder).toEqual({ pid: child.pid, name: "node" });
    socket.destroy();
    server.close();
  });
});
