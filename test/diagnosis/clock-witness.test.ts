import { describe, expect, it } from "vitest";
import type { ClientClock } from "../../src/diagnosis/client-clocks.ts";
import { clockWitness } from "../../src/diagnosis/clock-witness.ts";
import { at } from "../support/prediction-facts.ts";

type Sample = readonly [date: string, offsetSeconds: number];
const samples = (some: readonly Sample[]): ClientClock["connection"] =>
  some.map(([date, seconds]) => ({
    amzDate: date,
    signedAtEpochMs: at(date),
    offsetMs: seconds * 1000,
  }));
const clock = (connection: readonly Sample[], programOff: readonly Sample[] = []): ClientClock => ({
  connection: samples(connection),
  programOff: samples(programOff),
});

/** What is said of a request dated 03:04:05 that is 20 minutes behind, or as many seconds as given. */
const said = (known: ClientClock | null, behindSeconds = 1200): string | null => {
  const witness = clockWitness(known, at("20260102T030405Z"), behindSeconds * 1000);
  return witness && `${witness.kind}: ${witness.words}`;
};

describe("a request that waited", () => {
  it("is told by the right time of the others on its connection", () => {
    expect(said(clock([["20260102T032000Z", 1]]))).toBe(
      "held: another request on this connection carries the right time",
    );
    expect(
      said(
        clock([
          ["20260102T032000Z", 1],
          ["20260102T032100Z", -1],
        ]),
      ),
    ).toBe("held: 2 other requests on this connection carry the right time");
  });

  it("is told by an earlier use of its very date", () => {
    expect(said(clock([["20260102T030405Z", 1]]))).toBe(
      "held: an earlier request on this connection carries the very same date, and was in time",
    );
  });

  it("is not told by a date that was late already, nor by one that is late by as much", () => {
    expect(said(clock([["20260102T030405Z", 600]]))).toBeNull();
    expect(said(clock([["20260102T030405Z", 1195]]))).toBeNull();
  });

  it("is not told of a date in the future", () => {
    expect(said(clock([["20260102T024400Z", 0]]), -1200)).toBeNull();
  });
});

describe("a clock that an SDK corrected on the way", () => {
  it("is no request that waited: another one was off as much", () => {
    const corrected = clock([
      ["20260102T030404Z", 1200],
      ["20260102T032405Z", 0],
    ]);
    expect(said(corrected)).toBeNull();
  });

  it("is no request that waited where another connection of the same program was off as much", () => {
    expect(said(clock([["20260102T032405Z", 0]], [["20260102T030404Z", 1200]]))).toBeNull();
    expect(said(clock([["20260102T032405Z", 0]], [["20260102T030400Z", 1200]]))).toBe(
      "steady: another request of this client is off by the same time",
    );
  });
});

describe("a wrong clock", () => {
  it("is told by requests that are off by the same time while time goes on", () => {
    expect(
      said(
        clock(
          [["20260102T030400Z", 1199]],
          [
            ["20260102T030400Z", 1199],
            ["20260102T030300Z", 1201],
          ],
        ),
      ),
    ).toBe("steady: 3 other requests of this client are off by the same time");
    expect(said(clock([["20260102T030500Z", -1200]]), -1200)).toBe(
      "steady: another request of this client is off by the same time",
    );
  });

  it("is not told by requests that waited for the same moment", () => {
    expect(said(clock([["20260102T030335Z", 1230]]))).toBeNull();
    expect(said(clock([["20260102T030404Z", 1201]]))).toBeNull();
  });

  it("is told from a time zone by its drift", () => {
    expect(said(clock([["20260102T023405Z", 3300]]), 3600)).toBe(
      "drifting: another request on this connection is off by another time, so that it is no time zone",
    );
    expect(said(clock([["20260102T023405Z", -3300]]), 3600)).toBeNull();
    expect(said(clock([["20260102T024405Z", 4800]]), 3600)).toBeNull();
  });
});

describe("two programs that look alike behind one address", () => {
  it("do not disturb each other: one fast, one slow, one right", () => {
    const others = clock(
      [],
      [
        ["20260102T034405Z", -1200],
        ["20260102T033405Z", -600],
      ],
    );
    expect(said(others)).toBeNull();
    expect(said(null)).toBeNull();
  });
});
