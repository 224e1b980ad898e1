import { describe, expect, it } from "vitest";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import { listRow, rowMaker } from "../../src/inspector/exchange-row.ts";
import type { InspectedExchange } from "../../src/inspector/inspector-api.ts";
import { exportedExchange } from "../../src/report/exported-exchange.ts";
import { correctRequest, exchangeOf } from "../support/evidence.ts";
import { provenSample } from "../support/inspector-fixture.ts";

const at = { number: 7, source: 0, place: 3 };

function right(more: { agent?: string; date?: string } = {}): InspectedExchange {
  const request = correctRequest();
  const headers = more.agent === undefined ? [] : [["User-Agent", more.agent] as const];
  const { examination } = exchangeOf("1", { ...request, headers: [...request.headers, ...headers] });
  return { ...exportedExchange(examination), totalMs: 12 };
}

describe("a row", () => {
  it("has what the list shows", () => {
    expect(listRow(rowMaker()(right({ agent: "Boto3/1.40.61 md/Botocore#1.40.61" }), at))).toEqual({
      number: 7,
      time: "2026-01-02T03:04:05.000Z",
      client: "Boto3/1.40.61",
      method: "POST",
      authority: "dynamodb.us-east-1.amazonaws.com",
      target: "/",
      service: "dynamodb",
      operation: "ListTables",
      region: "us-east-1",
      verdict: "valid",
      standing: "passed",
      causes: [],
      certainty: null,
      status: 200,
      code: null,
      skewSeconds: 0,
      totalMs: 12,
      underWay: false,
      process: null,
      interrupted: null,
      incident: null,
      nested: false,
    });
  });

  it("names the process of the client where it is known, and takes nothing else for one", () => {
    const of = (process: unknown): unknown => {
      const given = right();
      const connection = { ...given.examination.connection, process };
      const examination = { ...given.examination, connection } as InspectedExchange["examination"];
      return rowMaker()({ ...given, examination }, at).process;
    };
    expect(of({ pid: 4711, name: "aws" })).toEqual({ pid: 4711, name: "aws" });
    expect([of(undefined), of(null), of({ pid: "1", name: "x" }), of({ pid: 1, name: [] })]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    const { values } = rowMaker()(
      {
        ...right(),
        examination: {
          ...right().examination,
          connection: {
            ...{ connectAuthority: null, sni: null, client: "127.0.0.1:5", tlsVersion: null },
            process: { pid: 4711, name: "aws" },
          },
        },
      },
      at,
    );
    expect(values.client).toEqual(["aws", "4711", "127.0.0.1:5"]);
  });

  it("names the cause and its certainty", async () => {
    const row = rowMaker()(await provenSample(contentTypeChanged.example()), at);
    expect(row).toMatchObject({ verdict: "mismatch", standing: "failed", certainty: "proven" });
    expect(row.causes).toEqual(["content-type-changed"]);
    expect(row.values).toMatchObject({ verdict: ["mismatch"], rule: ["content-type-changed"] });
  });

  it("keeps what filters look at, equal texts once", () => {
    const make = rowMaker();
    const [one, other] = [make(right(), at), make(right(), { ...at, number: 8 })];
    expect(one.values).toMatchObject({
      m: ["POST"],
      c: ["200", "2xx"],
      op: ["ListTables"],
      rule: [],
      err: [],
    });
    expect(one.values.svc).toBe(other.values.svc);
  });

  it("says nothing of the clock behind a presigned URL, which was signed when it was made", () => {
    const exchange = right();
    const { examination } = exchange;
    const presigned = {
      ...examination,
      envelope: { ...examination.envelope, form: "presigned-url" as const },
    };
    expect(rowMaker()({ ...exchange, examination: presigned }, at).skewSeconds).toBeNull();
  });

  it("takes the address, without its port, for a client without a name", () => {
    const exchange = right();
    const connection = { connectAuthority: null, sni: null, client: "127.0.0.1:50000", tlsVersion: null };
    const examination = { ...exchange.examination, connection } as InspectedExchange["examination"];
    expect(rowMaker()({ ...exchange, examination }, at).client).toBe("127.0.0.1");
  });

  it("cuts long targets", () => {
    const exchange = right();
    const request = { ...exchange.examination.request, target: `/${"a".repeat(5000)}` };
    expect(
      rowMaker()({ ...exchange, examination: { ...exchange.examination, request } }, at).target,
    ).toHaveLength(300);
  });
});
