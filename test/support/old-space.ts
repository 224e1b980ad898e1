// How much of what passes ends up in the old generation: what does costs two copies, and room until the next full collection.
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options?: { type: "minor" }) => void;

/** Bytes by which the old generation grows for each step, with a minor collection after every fifty. */
export function oldBytesPerStep(steps: number, step: (index: number) => void): number {
  for (let index = 0; index < 300; index += 1) step(index);
  collect();
  const before = oldBytes();
  for (let index = 0; index < steps; index += 1) {
    step(300 + index);
    if (index % 50 === 49) collect({ type: "minor" });
  }
  return (oldBytes() - before) / steps;
}

function oldBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === "old_space")?.space_used_size ?? 0;
}
