// Writes unseen cases with what is to be found in them.
// Usage: node bench/accuracy/generate.mjs --out DIR --seed N [--count K] [--kinds single,pair,…]
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { kinds } from "./kinds.mjs";
import { randomFrom } from "./random.mjs";

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "1" },
    kinds: { type: "string", default: Object.keys(kinds).join(",") },
  },
});
if (values.out === undefined) throw new Error("say where the cases go: --out DIR");
mkdirSync(values.out, { recursive: true });
const seed = Number(values.seed);
for (const kind of values.kinds.split(",")) {
  const made = await kinds[kind](randomFrom(seed * 1000 + kind.length), {
    seed,
    rounds: Number(values.count),
  });
  const records = [...made];
  const file = join(values.out, `${kind}.jsonl`);
  writeFileSync(file, records.map((one) => `${JSON.stringify(one)}\n`).join(""));
  console.log(`${String(records.length).padStart(6)} ${kind} → ${file}`);
}
