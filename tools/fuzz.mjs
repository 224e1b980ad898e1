// The fuzzer by hand: `npm run fuzz -- [--inputs N] [--seed N] [--from N] [--seconds N] [--slots N]`.
// The same seed makes the same inputs. A failure prints what repeats it: `--seed S --from I --inputs 1`.
import { parseArgs } from "node:util";

await import("./typescript-hooks.mjs");
const { fuzz } = await import("../test/support/fuzz/fuzz.ts");

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    from: { type: "string", default: "0" },
    seconds: { type: "string", default: "0" },
    slots: { type: "string", default: "64" },
  },
});
const numbers = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
if (Object.values(numbers).some((value) => !Number.isSafeInteger(value) || value < 0)) {
  console.error("every option takes a whole number");
  process.exit(2);
}
const holds = await fuzz(numbers, (line) => console.log(line));
process.exit(holds ? 0 : 1);
