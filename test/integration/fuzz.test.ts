// Ten thousand hostile inputs on the proxy port, inside tunnels and as answers, against the differential oracle. The same
// with a million: npm run fuzz.
import { expect, it } from "vitest";
import { fuzz } from "../support/fuzz/fuzz.ts";

it("ten thousand inputs exit nothing, leak nothing, and reach the upstream as they were sent or not at all", async () => {
  const lines: string[] = [];
  const options = { inputs: 10_000, seed: 20_261_122, from: 0, seconds: 0, slots: 32 };
  const holds = await fuzz(options, (line) => lines.push(line));
  expect(holds, lines.join("\n")).toBe(true);
  expect(lines.at(-1)).toMatch(/^10000 inputs: 0 exits, 0 disagreements, 0 sockets left open/);
}, 600_000);
