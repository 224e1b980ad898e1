// Processor time of a process and of its children, all their threads together, as Linux counts it.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

let ticksPerSecond = 0;

/** User and system time: fields 14 and 15 of /proc/PID/stat (proc(5)), counted from behind the program's name. */
export function cpuSeconds(pid) {
  ticksPerSecond ||= Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  const ticks = [pid, ...childrenOf(pid)].map((each) => {
    const fields = statOf(each);
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
}

/** Processes whose parent it is. */
function childrenOf(pid) {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(parentOf(name)) === pid);
}

function parentOf(pid) {
  try {
    return statOf(pid)[1];
  } catch {
    return null; // It has ended meanwhile.
  }
}

function statOf(pid) {
  return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop().split(" ");
}

/** The same, once half a second has passed in which nothing was added. */
export async function restedCpuSeconds(pid) {
  let now = cpuSeconds(pid);
  for (let last = -1; last !== now; now = cpuSeconds(pid)) {
    last = now;
    await wait(500);
  }
  return now;
}
