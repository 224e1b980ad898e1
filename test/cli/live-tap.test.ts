import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { TapBounds } from "../../src/cli/live-tap.ts";
import { openLiveTap } from "../../src/cli/live-tap.ts";
import { inspectedSample, inspectorOf } from "../support/inspector-fixture.ts";
import { put } from "../support/tap-places.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const bounds: TapBounds = { earlier: 20_000, batch: 100, answerBytes: 100_000, answerMs: 500 };

function tapAt(port: number, token = "key", limits = bounds) {
  const tap = openLiveTap({ host: "127.0.0.1", port, token, name: `http://127.0.0.1:${port}` }, limits);
  open.push(tap);
  return tap;
}

/** A stranger in the place of an inspector. */
async function stranger(answer: RequestListener): Promise<number> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return (server.address() as AddressInfo).port;
}

/** One that says it holds so many requests, and gives this text for each. */
function holding(requests: number, text: string): Promise<number> {
  return stranger(({ url }, response) =>
    response.end(url?.startsWith("/api/rows") ? JSON.stringify({ newest: requests, of: requests }) : text),
  );
}

describe("openLiveTap", () => {
  it("reads what an inspector holds, batch by batch, then what comes", async () => {
    const samples = ["a", "b", "c"].map((id) => inspectedSample(put, id));
    const { inspector, add } = await inspectorOf(samples);
    open.push(inspector);
    const tap = tapAt(inspector.port, inspector.token, { ...bounds, batch: 2 });
    const looks = [await tap.next(), await tap.next(), await tap.next()];
    expect(looks.map(({ places, current }) => [places.map(({ id }) => id), current])).toEqual([
      [["a", "b"], false],
      [["c"], true],
      [[], true],
    ]);
    expect(looks[0]?.places[0]).toMatchObject({ method: "PUT", path: "/a//b", verdict: "valid" });
    add(inspectedSample(put, "d"));
    expect((await tap.next()).places.map(({ id }) => id)).toEqual(["d"]);
    expect(tap.unread()).toBe(0);
  });

  it("asks again for what was under way, and is not at the end before that is over", async () => {
    const { examination } = inspectedSample(put, "a");
    let underWay = true;
    const port = await stranger(({ url }, response) =>
      response.end(
        JSON.stringify(
          url?.startsWith("/api/rows")
            ? { newest: 2, of: 2 }
            : { row: { underWay: underWay && url?.endsWith("/1") }, exchange: { examination } },
        ),
      ),
    );
    const tap = tapAt(port);
    const first = await tap.next();
    expect([first.places.length, first.current, tap.unread()]).toEqual([1, false, 1]);
    expect(await tap.next()).toEqual({ places: [], current: false });
    underWay = false;
    const last = await tap.next();
    expect([last.places.map(({ id }) => id), last.current, tap.unread()]).toEqual([["a"], true, 0]);
    expect(await tap.next()).toEqual({ places: [], current: true });
  });

  it("begins with the newest where there are very many, and says how many it left", async () => {
    const { inspector } = await inspectorOf(["a", "b", "c"].map((id) => inspectedSample(put, id)));
    open.push(inspector);
    const tap = tapAt(inspector.port, inspector.token, { ...bounds, earlier: 1 });
    expect((await tap.next()).places.map(({ id }) => id)).toEqual(["c"]);
    expect(tap.unread()).toBe(2);
  });

  it("leaves out what stood inside another message", async () => {
    const whole = inspectedSample(put, "a");
    const inside = { ...whole, examination: { ...whole.examination, nested: { within: "9", requests: [] } } };
    const { inspector } = await inspectorOf([inside as unknown as typeof whole]);
    open.push(inspector);
    const tap = tapAt(inspector.port, inspector.token);
    expect([(await tap.next()).places, tap.unread()]).toEqual([[], 0]);
  });

  it("refuses with a code for another key, another program, and nobody", async () => {
    const { inspector } = await inspectorOf([]);
    await expect(tapAt(inspector.port, "wrong").next()).rejects.toMatchObject({ code: "ERR_TAP_REFUSED" });
    await inspector.close();
    await expect(tapAt(inspector.port).next()).rejects.toMatchObject({
      code: "ERR_TAP_UNREACHABLE",
      message: `the inspector at http://127.0.0.1:${inspector.port} does not answer (ECONNREFUSED)`,
    });
    for (const text of [
      "",
      "<html>",
      "null",
      "[]",
      '{"newest":-1,"of":0}',
      '{"newest":1e300,"of":0}',
      '{"newest":"1"}',
    ])
      await expect(tapAt(await stranger((_, response) => response.end(text))).next()).rejects.toMatchObject({
        code: "ERR_TAP_UNREACHABLE",
      });
  });

  it("neither follows elsewhere, nor waits, nor holds without bound", async () => {
    const elsewhere = await stranger((_, response) =>
      response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    );
    await expect(tapAt(elsewhere).next()).rejects.toMatchObject({ code: "ERR_TAP_UNREACHABLE" });
    const silent = await stranger(() => undefined);
    await expect(tapAt(silent).next()).rejects.toMatchObject({ code: "ERR_TAP_UNREACHABLE" });
    const endless = await stranger((_, response) => {
      const more = (): void => void response.write("x".repeat(65_536), more);
      more();
    });
    await expect(tapAt(endless).next()).rejects.toMatchObject({ code: "ERR_TAP_UNREACHABLE" });
  });

  it("counts what is no examination, and goes on", async () => {
    const { exchange } = { exchange: inspectedSample(put, "a") };
    const wrong = [
      "",
      "{",
      '{"exchange":null}',
      '{"exchange":{"examination":7}}',
      JSON.stringify({ exchange: { examination: { ...exchange.examination, request: { headers: [[1]] } } } }),
      `{"exchange":{"examination":${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}}}`,
      JSON.stringify({ exchange, filler: "x".repeat(200_000) }),
    ];
    for (const text of wrong) {
      const tap = tapAt(await holding(2, text));
      expect([(await tap.next()).places, tap.unread()]).toEqual([[], 2]);
    }
    const right = tapAt(await holding(2, JSON.stringify({ exchange })));
    expect((await right.next()).places).toHaveLength(2);
  });
});
