// Loads at the sizes of every test run; `npm run soak` runs the same at the sizes of a night.
import { expect, it } from "vitest";
import { aborts, certificates, keepAlive, slow, tunnels } from "../support/lab/loads.ts";

it("D-ABORT: 100 uploads and 100 downloads broken off take their upstream connections with them, and nothing stays open", async () => {
  expect((await aborts(100)).broken).toEqual([]);
}, 180_000);

it("D-SLOW: slow heads and half handshakes are cut, slow bodies that move are not, and a good client is always served", async () => {
  expect((await slow(200)).broken).toEqual([]);
}, 180_000);

it("D-KEEP: an upstream that closes idle connections at random causes no wrong, doubled or half answer", async () => {
  expect((await keepAlive(2000)).broken).toEqual([]);
}, 180_000);

it("D-CONN: a thousand idle tunnels are held at 120 KiB each, wake, and leave nothing behind", async () => {
  expect((await tunnels(1000, 120)).broken).toEqual([]);
}, 180_000);

it("D-MINT: 1000 hosts get certificates of their own, distinct and positive serials, no file and nothing left open", async () => {
  expect((await certificates(1000)).broken).toEqual([]);
}, 180_000);
