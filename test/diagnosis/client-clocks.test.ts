import { describe, expect, it } from "vitest";
import { rememberClientClocks } from "../../src/diagnosis/client-clocks.ts";
import type { TimedExchange } from "../../src/diagnosis/clock-offset.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { serverAnswer } from "../../src/diagnosis/server-answer.ts";
import type { RawHeader } from "../../src/http/raw-headers.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { at } from "../support/prediction-facts.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

interface Sent {
  readonly client?: string | null;
  readonly headers?: readonly RawHeader[];
  readonly answerHeaders?: readonly RawHeader[];
  readonly accessKeyId?: string;
}

/** A request dated so, answered at that time. */
function exchange(date: string, server: string, sent: Sent = {}): TimedExchange {
  const { client = "10.0.0.7:53211", headers = [], answerHeaders = [], accessKeyId } = sent;
  const { request } = signedExample({ url, date, ...(accessKeyId ? { accessKeyId } : {}) });
  const dated: RawHeader = ["Date", new Date(at(server)).toUTCString()];
  const response = exampleResponse(200, [dated, ...answerHeaders], "");
  const connection = { connectAuthority: null, sni: null, client, tlsVersion: null };
  return {
    request: { ...request, connection, headers: [...request.headers, ...headers] },
    response,
    answer: serverAnswer(response),
    reading: parseEnvelope(request),
  };
}

const now = "20260102T030406Z";
const right = exchange("20260102T030405Z", now);
const slow = exchange("20260102T024405Z", now);

describe("rememberClientClocks", () => {
  it("knows nothing of a client before it was answered, and nothing of a connection that nobody names", () => {
    const clocks = rememberClientClocks();
    expect(clocks.of(right.request)).toBeNull();
    clocks.note({ ...right, answer: null });
    expect(clocks.of(right.request)).toBeNull();
    const offline = exchange("20260102T030405Z", now, { client: null });
    clocks.note(offline);
    expect(clocks.of(offline.request)).toBeNull();
  });

  it("keeps the offset of each date of a connection, and of a program where it is off", () => {
    const clocks = rememberClientClocks();
    clocks.note(right);
    clocks.note(slow);
    const first = { amzDate: "20260102T030405Z", signedAtEpochMs: at("20260102T030405Z"), offsetMs: 1000 };
    const off = { amzDate: "20260102T024405Z", signedAtEpochMs: at("20260102T024405Z"), offsetMs: 1_201_000 };
    expect(clocks.of(right.request)).toEqual({ connection: [first, off], programOff: [off] });
  });

  it.each([
    ["another connection", { client: "10.0.0.7:53212" }],
    ["another key id", { accessKeyId: "AKIAI44QH8DHBEXAMPLE" }],
    ["another program", { headers: [["User-Agent", "Boto3/1.34"] as const] }],
    ["another address", { client: "10.0.0.8:53211" }],
  ])("tells clients apart by %s", (what, sent) => {
    const clocks = rememberClientClocks();
    clocks.note(slow);
    const other = clocks.of(exchange("20260102T030405Z", now, sent).request);
    if (what === "another connection") expect(other).toMatchObject({ connection: [], programOff: [{}] });
    else expect(other).toBeNull();
  });

  it.each(["Via", "Forwarded", "X-Forwarded-For"])("takes no connection for a client's under %s", (name) => {
    const clocks = rememberClientClocks();
    const handedOn = exchange("20260102T030405Z", now, { headers: [[name, "10.0.0.1"]] });
    clocks.note(handedOn);
    expect(clocks.of(handedOn.request)).toBeNull();
  });

  it("leaves an answer from a cache out, whose Date is old", () => {
    const clocks = rememberClientClocks();
    clocks.note(exchange("20260102T030405Z", "20260102T024405Z", { answerHeaders: [["Age", "1200"]] }));
    expect(clocks.of(right.request)).toBeNull();
  });

  it("leaves an exchange out that took longer than half a minute", () => {
    const clocks = rememberClientClocks();
    const took = (seconds: number): TimedExchange => {
      const receivedAtEpochMs = at("20260102T030405Z");
      const { request, response } = right;
      if (response === null) throw new Error("no answer");
      const answered = { ...response, receivedAtEpochMs: receivedAtEpochMs + seconds * 1000 };
      return { ...right, request: { ...request, receivedAtEpochMs }, response: answered };
    };
    clocks.note(took(31));
    expect(clocks.of(right.request)).toBeNull();
    clocks.note(took(29));
    expect(clocks.of(right.request)?.connection).toHaveLength(1);
  });

  it("keeps one sample for each date, the first, and a bounded number", () => {
    const clocks = rememberClientClocks();
    clocks.note(right);
    clocks.note(exchange("20260102T030405Z", "20260102T033406Z"));
    expect(clocks.of(right.request)?.connection.map(({ offsetMs }) => offsetMs)).toEqual([1000]);
    for (let second = 10; second < 50; second += 1)
      clocks.note(exchange(`20260102T0305${second}Z`, `20260102T0305${second}Z`));
    expect(clocks.of(right.request)?.connection).toHaveLength(16);
  });

  it("forgets the connection not heard from longest", () => {
    const clocks = rememberClientClocks(2);
    const of = (port: number, second: number): TimedExchange =>
      exchange(`20260102T03040${second}Z`, now, { client: `10.0.0.7:${port}` });
    for (const [port, second] of [
      [1, 1],
      [2, 1],
      [1, 2],
      [3, 1],
    ] as const)
      clocks.note(of(port, second));
    expect([1, 2, 3].map((port) => clocks.of(of(port, 5).request) !== null)).toEqual([true, false, true]);
  });
});
