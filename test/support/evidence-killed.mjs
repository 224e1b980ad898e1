// A writer that is killed: 50 exchanges, a batch for each, the process gone right after (or, for odd numbers, in the middle of) a commit.

import { readFileSync } from "node:fs";
import { openEvidenceWriter } from "../../dist/evidence/evidence-writer.js";

const [path, keyFile, batchFile, killAt] = process.argv.slice(2);
const { packed, head } = JSON.parse(readFileSync(batchFile, "utf8"));
const writer = openEvidenceWriter(
  {
    path,
    keyPem: readFileSync(keyFile, "utf8"),
    version: "0",
    keepBodies: "hash",
    largestFileBytes: 1e9,
    freeSpaceFloorBytes: 0,
    spoolAboveBytes: 65536,
  },
  Date.now(),
);
for (const [at, exchange] of packed.entries()) {
  writer.write(
    {
      packed: [exchange],
      bodies: new Uint8Array(),
      bodyBytes: [-1, -1],
      underWay: at === 3 ? [head] : [],
      forgotten: [],
      lost: null,
    },
    Date.now(),
  );
  process.stdout.write(`${at + 1}\n`);
  if (at + 1 === Number(killAt)) process.kill(process.pid, "SIGKILL");
}
writer.close(Date.now());
