// Which process is at the other end of a connection, by Linux's own tables: /proc/net/tcp names the socket, /proc/PID/fd who holds it
// (proc(5), "/proc/net/tcp" and "/proc/pid/fd"). Bounded in time and number; whatever cannot be read is not known.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import type { ClientProcess } from "../http/captured-exchange.ts";

/** A client, `127.0.0.1:53211`, and the port of this machine that it is connected to. */
export interface ConnectedClient {
  readonly client: string;
  readonly port: number;
}

/** Finds processes. */
export interface ProcessTable {
  /** The process of each client that is connected to a port of this machine; null where it is not known. */
  find(clients: readonly ConnectedClient[]): (ClientProcess | null)[];
}

/** Longest search for one client, in milliseconds, and what is looked at in it. */
const longestMs = 500;
const mostProcesses = 5000;
const mostFiles = 4096;
/** Processes of late connections are looked at first. */
const rememberedProcesses = 16;

/** Opens the tables below a folder. */
export function openProcessTable(root = "/proc", ownUserId: number | null = userId()): ProcessTable {
  let late: string[] = [];
  const processOf = ({ inode, userId }: ClientSocket, until: number): ClientProcess | null => {
    if (ownUserId !== 0 && userId !== ownUserId) return null;
    for (const pid of candidates(root, late)) {
      if (performance.now() > until) return null;
      if (!holds(root, pid, `socket:[${inode}]`)) continue;
      late = [pid, ...late.filter((one) => one !== pid)].slice(0, rememberedProcesses);
      const name = nameOf(root, pid);
      return name === null ? null : { pid: Number(pid), name };
    }
    return null;
  };
  return {
    find: (clients) => {
      const until = performance.now() + longestMs;
      // The kernel walks through all its sockets for each reading: once for all who are asked for.
      const table = textOf(join(root, "net/tcp"));
      const inTable = clients.map((one) => clientSocket(table, one));
      const table6 = inTable.includes(null) ? textOf(join(root, "net/tcp6")) : "";
      return clients.map((one, at) => {
        const socket = inTable[at] ?? clientSocket(table6, one);
        return socket && processOf(socket, until);
      });
    },
  };
}

interface ClientSocket {
  readonly inode: string;
  readonly userId: number;
}

function userId(): number | null {
  return process.getuid?.() ?? null;
}

/** The client's end of a connection in a socket table; its inode is 0 once nobody holds it. */
function clientSocket(table: string, { client, port }: ConnectedClient): ClientSocket | null {
  const from = Number(/:(\d{1,5})$/.exec(client)?.[1] ?? 0);
  const ends = new RegExp(`^ *\\d+: ${loopback}:${hex(from)} ${loopback}:${hex(port)} .*$`, "m");
  const fields = ends.exec(table)?.[0].trim().split(/ +/) ?? [];
  const [userIdText, inode = "0"] = [fields[7], fields[9]];
  return inode === "0" ? null : { inode, userId: Number(userIdText) };
}

/** 127.0.0.0/8, ::1 and the first written as IPv6: the kernel writes words of four bytes in the machine's order. */
const loopback =
  "(?:[0-9A-F]{6}7F|7F[0-9A-F]{6}|0{24}0(?:1000000|0000001)|0{16}(?:FFFF0000[0-9A-F]{6}7F|0000FFFF7F[0-9A-F]{6}))";

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}

/** Process ids to look at: those of late connections, then all, the newest first. */
function* candidates(root: string, late: readonly string[]): Generator<string> {
  yield* late;
  const all = namesIn(root).filter((name) => /^\d{1,9}$/.test(name) && !late.includes(name));
  yield* all.sort((a, b) => Number(b) - Number(a)).slice(0, mostProcesses);
}

function holds(root: string, pid: string, link: string): boolean {
  const folder = join(root, pid, "fd");
  return namesIn(folder)
    .slice(0, mostFiles)
    .some((name) => linkOf(join(folder, name)) === link);
}

/** The name that the process has, else that of its program: Node names its main thread after nothing else. */
function nameOf(root: string, pid: string): string | null {
  const own = textOf(join(root, pid, "comm")).trim();
  const name = own === "" || /MainThread$/.test(own) ? basename(linkOf(join(root, pid, "exe")) ?? "") : own;
  return name === "" ? null : name.slice(0, 64);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
