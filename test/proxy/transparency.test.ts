// Byte transparency, row by row: the cases are the data files beside this one, played against a raw upstream that records
// every byte.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";
import type { TransparencyCase } from "../support/transparency-case.ts";
import { capturedStates, play } from "../support/transparency-case.ts";

const folder = fileURLToPath(new URL("transparency/", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const casesOf = (file: string): readonly TransparencyCase[] =>
  JSON.parse(readFileSync(join(folder, file), "utf8"));

const opened = new Map<string, Promise<ProxyFixture>>();
afterAll(async () => {
  for (const fixture of opened.values()) await (await fixture).close();
});

/** One proxy for all cases of a kind; what it saw of the last case is forgotten. */
async function freshFixture(through: string): Promise<ProxyFixture> {
  const known = opened.get(through) ?? proxyFixture(() => undefined, { plain: through === "clear" });
  opened.set(through, known);
  const fixture = await known;
  const { connections } = fixture.upstream;
  for (const { socket } of connections) socket.destroy();
  await waitFor(() => connections.every(({ closed }) => closed), "the last case's connections to close");
  connections.length = 0;
  fixture.exchanges.length = 0;
  return fixture;
}

for (const file of files) {
  describe(`byte transparency of ${file.replace(".json", "")}`, () => {
    it.each(casesOf(file).map((one) => [`${one.row} ${one.name}`, one] as const))(
      "%s",
      async (_name, one) => {
        const fixture = await freshFixture(one.through ?? "tunnel");
        const client = await play(one, fixture);
        const { exchanges, upstream } = fixture;
        const refused = one.refused !== undefined;
        const states = one.states ?? (refused ? [] : ["complete"]);
        await waitFor(() => exchanges.length >= states.length, `${states.length} exchanges`);
        if (!refused) expect(capturedStates(exchanges)).toEqual(states);
        expect(upstream.connections.length).toBe(one.connections ?? (refused && !one.reply ? 0 : 1));
        if (refused && one.reply) expect(exchanges.map(({ state }) => state)).toEqual(["upstream-error"]);
        client.close();
      },
    );
  });
}

/** Rows of the specification whose test needs more than bytes: an address family, a count, a clock, a flood. */
const elsewhere: Readonly<Record<string, string>> = {
  "T-14": "test/proxy/tunnel.test.ts",
  "T-15": "test/proxy/tunnel.test.ts",
  "T-30": "test/proxy/tunnel.test.ts",
  "T-31": "test/proxy/upgrade.test.ts",
  "T-32": "test/proxy/upgrade.test.ts",
  "T-33": "test/proxy/limits-held.test.ts",
};

describe("the rows of the specification", () => {
  it("all have a case, T-01 to T-37", () => {
    const rows = new Set([...files.flatMap(casesOf).map(({ row }) => row), ...Object.keys(elsewhere)]);
    // T-36 is about requests that are held back; nothing holds one yet.
    const wanted = Array.from({ length: 37 }, (_, index) => `T-${String(index + 1).padStart(2, "0")}`);
    expect(wanted.filter((row) => !rows.has(row))).toEqual(["T-36"]);
    expect(Object.values(elsewhere).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
  it("have different names", () => {
    const names = files.flatMap((file) => casesOf(file).map(({ row, name }) => `${row} ${name}`));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
