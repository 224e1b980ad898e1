// The lock beside an evidence file: one run writes to it, and whoever reads it can tell whether one does.
import { readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { CountersignError } from "../http/countersign-error.ts";

/** Holds a file for one process: two writers would break the chain. Returns what lets it go. Throws ERR_EVIDENCE_IN_USE. */
export function holdFile(path: string): () => void {
  const lock = `${path}-lock`;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(lock, `${process.pid} ${startOf(process.pid) ?? ""}`, { flag: "wx", mode: 0o600 });
      return () => removeQuietly(lock);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST")
        throw new CountersignError("ERR_FILE_UNWRITABLE", `the evidence file ${path} cannot be written`, {
          hint: "name a file in a folder that exists and is yours, or start with --evidence off",
          cause,
        });
      if (isHeld(path)) break;
      removeQuietly(lock);
    }
  }
  throw new CountersignError("ERR_EVIDENCE_IN_USE", `another run writes to the evidence file ${path}`, {
    hint: "stop it, or name another file with --evidence",
  });
}

/** Whether a run writes to a file at the moment. */
export function isHeld(path: string): boolean {
  const [pid, started] = holderOf(`${path}-lock`);
  if (!isAlive(pid)) return false;
  const now = startOf(pid);
  // In a container each run has the same number: it is the same process only where it was started at the same time.
  return now === null || now === started || (started === "" && pid !== process.pid);
}

function holderOf(lock: string): readonly [pid: number, started: string] {
  try {
    const [pid = "", started = ""] = readFileSync(lock, "utf8").slice(0, 60).split(" ");
    return [Number(pid), started];
  } catch {
    return [0, ""];
  }
}

/** When a process was started, in ticks since the system was (proc(5), field 22 of `stat`); null where the system does not tell. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone already, or the folder is: nothing is held either way.
  }
}
