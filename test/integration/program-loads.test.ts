// The whole program under signals and under answers that unpack to very much.
import { expect, it } from "vitest";
import { bombs, interruptedStarts, stops } from "../support/lab/program-loads.ts";

it("D-STOP: SIGTERM finishes the twenty requests under way, takes nothing new and ends with 0", async () => {
  expect((await stops(false)).broken).toEqual([]);
}, 120_000);

it("D-STOP: a second SIGTERM ends at once", async () => {
  expect((await stops(true)).broken).toEqual([]);
}, 120_000);

it("D-STOP: SIGINT at ten moments of the start ends it each time, and the next start finds nothing half done", async () => {
  expect((await interruptedStarts(10)).broken).toEqual([]);
}, 180_000);

it("D-BOMB: error answers that unpack to half a gibibyte pass as sent and cost no memory", async () => {
  expect((await bombs(512)).broken).toEqual([]);
}, 120_000);
