// A run that is killed: what was committed is there, the chain holds, what was under way shows as interrupted.
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openEvidenceReader } from "../../src/evidence/evidence-reader.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import { packExchange, packHead } from "../../src/evidence/exchange-pack.ts";
import { verifyEvidence } from "../../src/evidence/verify-evidence.ts";
import { atEpochMs, keyPem, mismatchExchange, testFolder, writerOptions } from "../support/evidence.ts";

const folder = testFolder();
const child = fileURLToPath(new URL("../support/evidence-killed.mjs", import.meta.url));
const keyFile = join(folder, "key.pem");
const batchFile = join(folder, "batches.json");
const exchanges = Array.from({ length: 50 }, (_, at) => mismatchExchange(`run-${at}`));
const packed = exchanges.map(({ examination, exchange }) => packExchange(examination, exchange, atEpochMs));
const head = packHead("open-1", exchanges[0]?.exchange.request ?? mismatchExchange("x").exchange.request);
writeFileSync(keyFile, keyPem);
writeFileSync(batchFile, JSON.stringify({ packed, head }));

/** Boundaries and random times tried: all 50 and 200 where EVIDENCE_KILLS says so. */
const all = process.env.EVIDENCE_KILLS === "all";
const boundaries = all ? Array.from({ length: 50 }, (_, at) => at + 1) : [1, 3, 4, 17, 50];
const times = all ? 200 : 8;

interface Left {
  readonly exchanges: number;
  readonly interrupted: number;
  readonly problem: string | null;
}

function left(path: string): Left {
  const { problem } = verifyEvidence(path);
  const reader = openEvidenceReader(path);
  const check = reader.database.prepare("PRAGMA integrity_check").get()?.integrity_check;
  const items = [...reader.items()].filter((item) => item.kind === "exchange");
  reader.close();
  const interrupted = items.filter(({ state }) => state === "interrupted").length;
  return {
    exchanges: items.length - interrupted,
    interrupted,
    problem: check === "ok" ? problem : String(check),
  };
}

describe("evidence of a run that is killed", () => {
  it.each(boundaries)(
    "is whole after commit %i",
    (killAt) => {
      const path = join(folder, `at-${killAt}.sqlite`);
      const run = spawnSync(process.execPath, [child, path, keyFile, batchFile, String(killAt)]);
      expect(run.signal).toBe("SIGKILL");
      expect(left(path)).toEqual({ exchanges: killAt, interrupted: killAt >= 4 ? 1 : 0, problem: null });
    },
    60_000,
  );

  it("is whole after any moment, and lacks at most the batch that was being written", async () => {
    const wrong: string[] = [];
    for (let round = 0; round < times; round += 1) {
      const path = join(folder, `time-${round}.sqlite`);
      const committed = await killedAfter(path, 40 + ((round * 97) % 400));
      if (committed === 0) continue;
      const found = left(path);
      // The line that says so is written after the commit: one more may be there.
      const whole =
        found.problem === null && found.exchanges >= committed && found.exchanges <= committed + 1;
      if (!whole) wrong.push(`${committed}: ${JSON.stringify(found)}`);
    }
    expect(wrong).toEqual([]);
  }, 600_000);

  it("goes on where it ended: the chain holds over both runs, and what was under way is chained as interrupted", () => {
    const path = join(folder, "again.sqlite");
    spawnSync(process.execPath, [child, path, keyFile, batchFile, "10"]);
    const writer = openEvidenceWriter(writerOptions(path), atEpochMs);
    writer.close(atEpochMs);
    expect(verifyEvidence(path)).toMatchObject({ holds: true, underWay: 0, unsignedTail: 0 });
    expect(left(path)).toEqual({ exchanges: 10, interrupted: 1, problem: null });
  });
});

/** Runs the child and kills it after so many milliseconds from its first commit; gives the commits it told of. */
function killedAfter(path: string, milliseconds: number): Promise<number> {
  return new Promise((resolve) => {
    const run = spawn(process.execPath, [child, path, keyFile, batchFile, "0"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let told = "";
    let armed = false;
    run.stdout.on("data", (data: Buffer) => {
      told += data.toString();
      if (!armed) setTimeout(() => run.kill("SIGKILL"), milliseconds / 20);
      armed = true;
    });
    run.once("close", () => resolve(told.split("\n").length - 1));
  });
}
