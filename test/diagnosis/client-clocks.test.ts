import { describe, expect, it } from "vitest";
import type { ClientClock } from "../../src/diagnosis/client-clocks.ts";
import { clientOf, clockWitness, rememberClientClocks } from "../../src/diagnosis/client-clocks.ts";
import type { TimedExchange } from "../../src/diagnosis/clock-offset.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { serverAnswer } from "../../src/diagnosis/server-answer.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { at } from "../support/prediction-facts.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

/** A request dated so, answered at that time. */
function exchange(date: string, server: string, client: string | null = null): TimedExchange {
  const { request } = signedExample({ url, date });
  const response = exampleResponse(200, [["Date", new Date(at(server)).toUTCString()]], "");
  const connection = client === null ? null : { connectAuthority: null, sni: null, client, tlsVersion: null };
  return {
    request: { ...request, connection },
    response,
    answer: serverAnswer(response),
    reading: parseEnvelope(request),
  };
}

describe("rememberClientClocks", () => {
  it("knows nothing of a client before it was answered", () => {
    expect(rememberClientClocks().of("10.0.0.7")).toBeNull();
  });

  it("takes the smallest offset for the clock's, as waiting only adds to it", () => {
    const clocks = rememberClientClocks();
    clocks.note("a", exchange("20260102T030405Z", "20260102T033000Z"));
    clocks.note("a", exchange("20260102T030500Z", "20260102T030501Z"));
    clocks.note("a", exchange("20260102T030600Z", "20260102T031000Z"));
    expect(clocks.of("a")).toMatchObject({ offsetMs: 1000, wantsCorrection: false });
    expect(clocks.of("a")?.samples).toHaveLength(3);
    expect(clocks.of("b")).toBeNull();
  });

  it("says from four minutes on that an SDK would correct", () => {
    const clocks = rememberClientClocks();
    clocks.note("a", exchange("20260102T030405Z", "20260102T030804Z"));
    expect(clocks.of("a")?.wantsCorrection).toBe(false);
    clocks.note("b", exchange("20260102T030405Z", "20260102T030805Z"));
    expect(clocks.of("b")?.wantsCorrection).toBe(true);
    clocks.note("c", exchange("20260102T030405Z", "20260102T025000Z"));
    expect(clocks.of("c")?.wantsCorrection).toBe(true);
  });

  it("keeps one sample for each date, and a bounded number", () => {
    const clocks = rememberClientClocks();
    clocks.note("a", exchange("20260102T030405Z", "20260102T030406Z"));
    clocks.note("a", exchange("20260102T030405Z", "20260102T033406Z"));
    expect(clocks.of("a")?.samples).toEqual([{ signedAtEpochMs: at("20260102T030405Z"), offsetMs: 1000 }]);
    for (let second = 10; second < 50; second += 1)
      clocks.note("a", exchange(`20260102T0305${second}Z`, `20260102T0305${second}Z`));
    expect(clocks.of("a")?.samples).toHaveLength(16);
  });

  it("forgets the client not heard from longest", () => {
    const clocks = rememberClientClocks(2);
    for (const client of ["a", "b", "a", "c"])
      clocks.note(client, exchange("20260102T030405Z", "20260102T030406Z"));
    expect([clocks.of("a") === null, clocks.of("b") === null, clocks.of("c") === null]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("leaves an exchange without a time out", () => {
    const clocks = rememberClientClocks();
    clocks.note("a", { ...exchange("20260102T030405Z", "20260102T030406Z"), answer: null });
    expect(clocks.of("a")).toBeNull();
  });
});

describe("clientOf", () => {
  it("is the address without its port, else the key id", () => {
    expect(clientOf(exchange("20260102T030405Z", "20260102T030406Z", "10.0.0.7:53211"))).toBe("10.0.0.7");
    expect(clientOf(exchange("20260102T030405Z", "20260102T030406Z"))).toBe("AKIAIOSFODNN7EXAMPLE");
  });
});

describe("clockWitness", () => {
  const signedAt = at("20260102T030405Z");
  const clock = (...samples: (readonly [date: string, offsetMs: number])[]): ClientClock => ({
    offsetMs: 0,
    wantsCorrection: false,
    samples: samples.map(([date, offsetMs]) => ({ signedAtEpochMs: at(date), offsetMs })),
  });

  it("is none without other requests", () => {
    expect(clockWitness(null, signedAt, 1_200_000)).toBeNull();
    expect(clockWitness(clock(["20260102T030405Z", 1_200_000]), signedAt, 1_210_000)).toBeNull();
  });

  it("tells a request that waited by another with the right time", () => {
    const seen = clock(["20260102T032000Z", 1000], ["20260102T032100Z", -900]);
    expect(clockWitness(seen, signedAt, 1_200_000)).toEqual({
      kind: "held",
      words: "2 other requests of this client carry the right time",
    });
  });

  it("tells a date that is used again by its earlier use", () => {
    expect(clockWitness(clock(["20260102T030405Z", 1000]), signedAt, 1_200_000)).toEqual({
      kind: "held",
      words: "an earlier request of this client carries the very same date",
    });
  });

  it("tells a wrong clock by another request off by the same time", () => {
    expect(clockWitness(clock(["20260102T030000Z", 1_190_000]), signedAt, 1_200_000)).toEqual({
      kind: "steady",
      words: "another request of this client is off by the same time",
    });
  });

  it("is none where the others are off by something else", () => {
    expect(clockWitness(clock(["20260102T030000Z", 600_000]), signedAt, 1_200_000)).toBeNull();
  });
});
