import { describe, expect, it } from "vitest";
import type { FlowOptions } from "../../src/cli/examination-flow.ts";
import { openExaminationFlow } from "../../src/cli/examination-flow.ts";
import type { Examination } from "../../src/diagnosis/examination.ts";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import {
  exampleKnowledge,
  exampleResponse,
  exampleSecret,
  signedExample,
} from "../../src/diagnosis/example.ts";
import { plainRequest } from "../../src/diagnosis/nested-request.ts";
import type { CapturedExchange } from "../../src/http/captured-exchange.ts";
import type { SearchPool } from "../../src/search/search-pool.ts";
import { parseAmzDate } from "../../src/sigv4/amz-date.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { getUrl } from "../support/nested-tokens.ts";

function exchange(recipe: Partial<ExampleRecipe> = {}): CapturedExchange {
  const { request } = signedExample({
    url: "https://sts.us-east-1.amazonaws.com/",
    service: "sts",
    ...recipe,
  });
  return { id: "x", request, response: null, state: "complete", reason: null, selfCheck: null };
}

function recorded(options: Partial<FlowOptions>) {
  const emitted: Examination[] = [];
  const failures: (string | null)[] = [];
  const searched: string[] = [];
  const pool: SearchPool = {
    examineFully: async (subject) => {
      searched.push(subject.id);
      return { ...examine(subject, createExaminer(exampleKnowledge())), id: "searched" };
    },
    learn: () => undefined,
    counts: () => ({ searched: 0, refused: 0, abandoned: 0 }),
    close: async () => undefined,
  };
  const flow = openExaminationFlow({
    knowledge: exampleKnowledge(),
    pool,
    resolver: null,
    learnFromAnswers: true,
    emit: (examination) => emitted.push(examination),
    failed: (_, exchange) => failures.push(exchange?.id ?? null),
    ...options,
  });
  return { flow, emitted, failures, searched };
}

describe("openExaminationFlow", () => {
  it("examines valid traffic at once and without a search", () => {
    const { flow, emitted, searched } = recorded({});
    flow.take(exchange());
    flow.take(exchange());
    expect(emitted.map(({ verdict, index }) => [verdict, index])).toEqual([
      ["valid", 0],
      ["valid", 1],
    ]);
    expect(searched).toEqual([]);
  });

  it("knows from then on what STS hands out, and hands it to the pool; not where that is switched off", () => {
    const id = "ASIAIOSFODNN7EXAMPLE";
    const given = JSON.stringify({
      Credentials: { AccessKeyId: id, SecretAccessKey: exampleSecret, SessionToken: "EXAMPLETOKEN" },
    });
    const answered = { ...exchange(), response: exampleResponse(200, [], given) };
    const later = exchange({ accessKeyId: id, sessionToken: "EXAMPLETOKEN" });
    for (const [learnFromAnswers, verdict, sets] of [
      [true, "valid", 2],
      [false, "unverifiable", 1],
    ] as const) {
      const { flow, emitted } = recorded({ learnFromAnswers });
      flow.take(answered);
      flow.take(later);
      flow.take(answered);
      expect(flow.knowledge().credentials).toHaveLength(sets);
      expect(emitted.find(({ request }) => request === later.request)?.verdict ?? "unverifiable").toBe(
        verdict,
      );
    }
  });

  it("looks at a request together with the last ones: a retry that came too late", () => {
    const { flow, emitted } = recorded({});
    const at = (id: string, receivedAtEpochMs: number): CapturedExchange => {
      const one = exchange();
      return { ...one, id, request: { ...one.request, receivedAtEpochMs } };
    };
    const signedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
    flow.take(at("first", signedAt + 1000));
    flow.take(at("again", signedAt + 1_800_000));
    expect(emitted.map(({ causes }) => causes)).toEqual([[], ["retry-reuses-signature"]]);
  });

  it("judges each request by the clock of its own connection", () => {
    const { flow, emitted } = recorded({});
    const connection = (port: number) => ({
      connectAuthority: null,
      sni: null,
      client: `127.0.0.1:${port}`,
      tlsVersion: null,
    });
    const at = (port: number, date: string, arrival: number): CapturedExchange => {
      const one = exchange({ date });
      const receivedAtEpochMs = Date.UTC(2026, 0, 2, 3, 4, arrival);
      const dated = exampleResponse(200, [["Date", new Date(receivedAtEpochMs).toUTCString()]], "");
      const refused = exampleResponse(403, dated.headers, "");
      const right = Math.abs(receivedAtEpochMs - (parseAmzDate(date) ?? 0)) < 300_000;
      const response = { ...(right ? dated : refused), receivedAtEpochMs };
      return {
        ...one,
        id: `${port} ${date}`,
        request: { ...one.request, receivedAtEpochMs, connection: connection(port) },
        response,
      };
    };
    // One slow, one right, one fast, all with the same key and program; then the right one's request that waited.
    for (const [port, date, arrival] of [
      [1, "20260102T024405Z", 5],
      [2, "20260102T030405Z", 5],
      [3, "20260102T034405Z", 5],
      [1, "20260102T024409Z", 9],
      [2, "20260102T030409Z", 9],
      [2, "20260102T023000Z", 10],
    ] as const)
      flow.take(at(port, date, arrival));
    expect(emitted.map(({ causes }) => causes)).toEqual([
      ["clock-skew"],
      [],
      ["clock-skew"],
      ["clock-skew"],
      [],
      ["signed-too-early"],
    ]);
    expect(emitted[0]?.findings[0]?.evidence.alsoPossible).toEqual(["signed-too-early"]);
    expect(emitted[3]?.findings[0]?.evidence.alsoPossible).toBeUndefined();
  });

  it("gives the pool the requests of the same key around a mismatch", async () => {
    const related: (readonly string[])[] = [];
    const pool: SearchPool = {
      examineFully: async (subject) => {
        related.push((subject.related ?? []).map(({ id }) => id));
        return examine(subject, createExaminer(exampleKnowledge()));
      },
      learn: () => undefined,
      counts: () => ({ searched: 0, refused: 0, abandoned: 0 }),
      close: async () => undefined,
    };
    const { flow } = recorded({ pool });
    flow.take({ ...exchange({ date: "20260102T030406Z" }), id: "before" });
    flow.take({ ...exchange({ secret: "another" }), id: "wrong" });
    await flow.settled(5000);
    expect(related).toEqual([["before"]]);
  });

  it("hands a mismatch to the pool and settles when its search is done", async () => {
    const { flow, emitted, searched } = recorded({});
    flow.take(exchange({ secret: "another" }));
    expect(emitted).toEqual([]);
    await flow.settled(5000);
    expect([searched, emitted.map(({ id }) => id)]).toEqual([["x"], ["searched"]]);
  });

  it("learns an unknown key id from the profiles, and examines what waited for it", async () => {
    const asked: string[] = [];
    let done = false;
    const { flow, emitted } = recorded({
      knowledge: noKnowledge,
      resolver: (learned) => ({
        unknownAccessKeyId: async (id) => {
          asked.push(id);
          for (const known of exampleKnowledge().credentials) learned(known);
          done = true;
          return true;
        },
        pending: () => !done,
      }),
    });
    flow.take(exchange());
    expect(emitted).toEqual([]);
    await flow.settled(5000);
    flow.take(exchange());
    expect(emitted.map(({ verdict }) => verdict)).toEqual(["valid", "valid"]);
    expect(asked).toEqual(["AKIAIOSFODNN7EXAMPLE"]);
    expect(flow.knowledge().credentials).toHaveLength(1);
  });

  it("does not ask about key ids that are known, nor about unsigned requests", () => {
    let asked = 0;
    const { flow, emitted } = recorded({
      resolver: () => ({
        unknownAccessKeyId: async () => {
          asked += 1;
          return false;
        },
        pending: () => true,
      }),
    });
    flow.take(exchange());
    const unsigned = exchange();
    flow.take({
      ...unsigned,
      request: { ...unsigned.request, headers: [["Host", "sts.us-east-1.amazonaws.com"]] },
    });
    expect([asked, emitted.map(({ verdict }) => verdict)]).toEqual([0, ["valid", "unsigned"]]);
  });

  it("reports a failure of its own instead of throwing into the traffic", () => {
    const { flow, failures } = recorded({
      emit: () => {
        throw new Error("reader broke");
      },
    });
    expect(() => flow.take(exchange())).not.toThrow();
    expect(failures).toEqual(["x"]);
  });

  it("names no exchange where only a request inside it failed", () => {
    const seen: string[] = [];
    const { flow, failures } = recorded({
      emit: ({ id, nested }) => {
        if (nested !== undefined && nested.within !== null) throw new Error("reader broke");
        seen.push(id);
      },
    });
    const around = { scheme: "https", authority: "api.example.com", target: "/x", headers: [] } as const;
    flow.take({ ...exchange(), request: plainRequest({ ...around, method: "POST", body: getUrl }) });
    expect([seen, failures]).toEqual([["x"], [null]]);
  });

  it("names the exchange whose search failed", async () => {
    const { flow, failures, emitted } = recorded({
      pool: {
        examineFully: async () => {
          throw new Error("a thread broke");
        },
        learn: () => undefined,
        counts: () => ({ searched: 0, refused: 0, abandoned: 0 }),
        close: async () => undefined,
      },
    });
    flow.take(exchange({ secret: "another" }));
    await flow.settled(1000);
    expect([emitted, failures]).toEqual([[], ["x"]]);
  });

  it("gives up waiting at the deadline", async () => {
    const pool = { ...recorded({}).flow, examineFully: () => new Promise<Examination>(() => undefined) };
    const { flow } = recorded({
      pool: {
        examineFully: pool.examineFully,
        learn: () => undefined,
        counts: () => ({ searched: 0, refused: 0, abandoned: 0 }),
        close: async () => undefined,
      },
    });
    flow.take(exchange({ secret: "another" }));
    const before = performance.now();
    await flow.settled(30);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
