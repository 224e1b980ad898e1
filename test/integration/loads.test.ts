// Loads at the sizes of every test run; `npm run soak` runs the same at the sizes of a night.
import { expect, it } from "vitest";
import { certificates, idleReuse, keepAlive, tunnels } from "../support/lab/idle-loads.ts";
import { aborts, slow } from "../support/lab/loads.ts";

// A busy machine may make anything late: how fast it must be is for the large loads to say.
const inTimeMs = 30_000;

it("D-ABORT: 100 uploads and 100 downloads broken off take their upstream connections with them, little is read behind them, and nothing stays open", async () => {
  expect((await aborts(100, inTimeMs)).broken).toEqual([]);
}, 180_000);

it("D-SLOW: slow heads and half handshakes are cut, slow bodies and readers that move are not, and a good client is always served", async () => {
  expect((await slow({ count: 200, goodMs: inTimeMs, grownMib: 200, gapMs: 9000 })).broken).toEqual([]);
}, 180_000);

it("D-KEEP: an upstream that closes idle connections at random causes no wrong, doubled or half answer", async () => {
  expect((await keepAlive(2000)).broken).toEqual([]);
}, 180_000);

it("D-KEEP: a connection used again after 4.9 to 76 s costs no request where nothing closes, and no half answer where something does", async () => {
  expect((await idleReuse(3)).broken).toEqual([]);
}, 180_000);

it("D-CONN: a thousand idle tunnels are held at 120 KiB each, wake beside a client that is served, and leave nothing behind", async () => {
  expect((await tunnels(1000, { kib: 120, probeMs: inTimeMs })).broken).toEqual([]);
}, 180_000);

it("D-MINT: 1000 hosts get certificates of their own, distinct and positive serials, no file and nothing left open", async () => {
  expect((await certificates(1000)).broken).toEqual([]);
}, 180_000);
