// A disk of a few MiB for tests: a tmpfs of their own. Null where this user may not mount one.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A mounted disk. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all room but so many bytes; may be called again. */
  fill(leaveBytes?: number): void;
  /** Gives the room back. */
  empty(): void;
  /** No file can be written any more, and none made. */
  readOnly(): void;
  close(): void;
}

/** Mounts a disk. */
export function smallDisk(mebibytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), "countersign-disk-"));
  if (!mount("-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", folder)) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const filler = join(folder, "filler");
  return {
    folder,
    fill: (leaveBytes = 0) => {
      rmSync(filler, { force: true });
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
    },
    empty: () => rmSync(filler, { force: true }),
    readOnly: () => {
      if (!mount("-o", "remount,ro", folder)) throw new Error("the disk cannot be made read-only");
    },
    close: () => {
      spawnSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function mount(...parameters: readonly string[]): boolean {
  return spawnSync("mount", parameters, { stdio: "ignore" }).status === 0;
}
