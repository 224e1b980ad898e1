// Every fault of a network at every phase of an exchange, on both sides, for every framing: 288 cases, six invariants.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { limits } from "../../src/proxy/limits.ts";
import { faultCase, framings, phases } from "../support/lab/fault-case.ts";
import { toxics } from "../support/lab/fault-relay.ts";

const rejections: unknown[] = [];
const onRejection = (reason: unknown): void => void rejections.push(reason);
const usual = { ...limits };
const shortMs = 1000;

beforeAll(() => {
  process.on("unhandledRejection", onRejection);
  process.on("uncaughtException", onRejection);
  const short = {
    connectHeadMs: shortMs,
    requestHeadMs: shortMs,
    tlsHandshakeMs: shortMs,
    upstreamConnectMs: shortMs,
    firstByteMs: shortMs,
    bodyGapMs: shortMs,
    keepAliveMs: shortMs,
    sweepMs: 100,
  };
  Object.assign(limits, short);
});

afterAll(() => {
  Object.assign(limits, usual);
  process.removeListener("unhandledRejection", onRejection);
  process.removeListener("uncaughtException", onRejection);
});

describe("a fault", () => {
  for (const toxic of toxics) {
    for (const side of ["client", "upstream"] as const) {
      it(`${toxic} on the ${side}'s side leaves no half message looking whole, nothing doubled, nothing open`, async () => {
        const cases = phases.flatMap((phase) => framings.map((framing) => ({ toxic, side, phase, framing })));
        const broken = await Promise.all(
          cases.map(async (one) => {
            const faults = await faultCase(one, shortMs * 2);
            return faults.map((fault) => `${one.phase}, ${one.framing}: ${fault}`);
          }),
        );
        expect(broken.flat()).toEqual([]);
        expect(rejections).toEqual([]);
      }, 60_000);
    }
  }
});
