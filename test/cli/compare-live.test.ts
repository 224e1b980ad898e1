import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { compareLive } from "../../src/cli/compare-live.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { inspectedSample, inspectorOf } from "../support/inspector-fixture.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { waitFor } from "../support/proxy-client.ts";
import { quietContext } from "../support/quiet-context.ts";
import { put } from "../support/tap-places.ts";

const folder = testFolder("compare-live");
const moved: ExampleRecipe = { ...put, sent: (request) => ({ ...request, target: "/a/b" }) };
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function tapOf(name: string, recipes: readonly ExampleRecipe[]) {
  const fixture = await inspectorOf(recipes.map((recipe, at) => inspectedSample(recipe, `${name}${at + 1}`)));
  open.push(fixture.inspector);
  writeFileSync(join(folder, name), `See every request at ${fixture.inspector.url}\n`);
  return fixture;
}

function compared(follow: boolean, typed: readonly [string, string] = ["near", "far"]) {
  const context = quietContext(folder, folder);
  const said = { out: [] as string[], err: [] as string[] };
  const output = {
    ...context.output,
    out: (text: string) => said.out.push(text),
    err: (text: string) => said.err.push(text),
  };
  const settings = { json: true };
  const status = compareLive({ settings, follow, typed: true, taps: typed }, { ...context, output });
  const effects = (): string[] => said.out.map((line) => JSON.parse(line).effect);
  return { status, said, effects };
}

describe("compareLive", () => {
  it("compares what two taps hold and ends, when it is not to follow", async () => {
    await tapOf("near", [put, { ...put, body: "x" }]);
    await tapOf("far", [moved]);
    const { status, said, effects } = compared(false);
    expect(await status).toBe(1);
    expect(effects()).toEqual(["breaks", "lost"]);
    expect(said.err).toEqual([]);
  });

  it("tells each pair as it is complete, and the rest when a tap ends", async () => {
    const [near, far] = [await tapOf("near", []), await tapOf("far", [])];
    const { status, said, effects } = compared(true);
    near.add(inspectedSample(put, "a"));
    far.add(inspectedSample(put, "1"));
    await waitFor(() => said.out.length === 1, "the first pair", 10_000);
    near.add(inspectedSample({ ...put, body: "never seen behind" }, "b"));
    await new Promise((later) => setTimeout(later, 500));
    expect(effects()).toEqual(["unchanged"]);
    await far.inspector.close();
    open.pop();
    expect(await status).toBe(0);
    expect(effects()).toEqual(["unchanged", "lost"]);
    expect(said.err.join()).toMatch(/^note: the inspector at http:\/\/127\.0\.0\.1:\d+ does not answer/);
  });

  it("throws where a tap never answered, and warns of a key on the command line without repeating it", async () => {
    const { inspector } = await tapOf("near", []);
    await inspector.close();
    open.pop();
    const { status, said } = compared(true, [inspector.url, "near"]);
    await expect(status).rejects.toMatchObject({ code: "ERR_TAP_UNREACHABLE" });
    expect(said.err).toEqual([
      "note: the key of an inspector stands on this command line, where every user of the machine can read it: name a file instead, or set COUNTERSIGN_TAP_OF",
    ]);
    expect(said.err.join()).not.toContain(inspector.token);
  });
});
