import { afterEach, describe, expect, it } from "vitest";
import type { ReplayAnswer, ReplayOffer } from "../../src/inspector/inspector-api.ts";
import type { Replayer } from "../../src/inspector/replay-routes.ts";
import type { OpenFixture } from "../support/inspector-fixture.ts";
import { asked, askedJson, inspectedSample, inspectorOf, pageHeaders } from "../support/inspector-fixture.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const get = inspectedSample({ url }, "get");
const put = inspectedSample({ url, method: "PUT" }, "put");

let open: OpenFixture | null = null;
afterEach(() => open?.inspector.close());

/** What sends nothing: its exchange comes as somebody else's would, from a port. */
function replayer(sent: unknown[], more: Partial<Replayer> = {}): Replayer {
  return {
    offer: async () => ({ captured: "It was not kept.", signed: null, changes: true }),
    send: async (exchange, signed) => {
      sent.push([exchange.examination.id, signed]);
      const connection = {
        ...{ connectAuthority: null, sni: null, tlsVersion: null },
        client: "127.0.0.1:50123",
      };
      open?.add({ ...get, examination: { ...get.examination, id: "again", connection } });
      return {
        signedBy: "profile a",
        fromPort: 50123,
        status: () => 200,
        close: () => void sent.push("closed"),
      };
    },
    ...more,
  };
}

async function opened(given: Replayer | null): Promise<OpenFixture> {
  open = await inspectorOf([get, put, { ...get, underWay: true }], { replayer: given });
  await askedJson(open.inspector, "/api/rows");
  return open;
}

function post(number: number, body: unknown): Promise<{ status: number; text: string }> {
  if (!open) throw new Error("no inspector");
  const headers = [...pageHeaders(open.inspector), ["Content-Type", "application/json"] as const];
  const path = `/api/requests/${number}/replay`;
  return asked(open.inspector, path, { method: "POST", headers, body: JSON.stringify(body) });
}

describe("sending again from the page", () => {
  it("is offered with the reasons why not", async () => {
    const { inspector } = await opened(replayer([]));
    const offer = (number: number): Promise<ReplayOffer> =>
      askedJson(inspector, `/api/requests/${number}/replay`);
    expect(await offer(1)).toEqual({ captured: "It was not kept.", signed: null, changes: false });
    expect(await offer(2)).toEqual({ captured: "It was not kept.", signed: null, changes: true });
    expect(await offer(3)).toMatchObject({ captured: "It is under way.", signed: "It is under way." });
    expect((await asked(inspector, "/api/requests/99/replay")).status).toBe(404);
  });

  it("is not offered where no session runs", async () => {
    const { inspector } = await opened(null);
    expect(await askedJson<ReplayOffer>(inspector, "/api/requests/1/replay")).toEqual({
      captured: "No session runs here to send it through; countersign replay sends it from a terminal.",
      signed: "No session runs here to send it through; countersign replay sends it from a terminal.",
      changes: false,
    });
    expect((await post(1, { signed: true })).status).toBe(409);
  });

  it("tells both answers, and closes what it sent on", async () => {
    const sent: unknown[] = [];
    await opened(replayer(sent));
    const { status, text } = await post(1, { signed: true });
    expect(status).toBe(200);
    expect(JSON.parse(text) as ReplayAnswer).toMatchObject({
      signedBy: "profile a",
      before: { number: 1, verdict: "valid", causes: [] },
      now: { number: 4, verdict: "valid", causes: [], totalMs: 12 },
    });
    expect(sent).toEqual([["get", true], "closed"]);
  });

  it("that changes something is sent only when that is confirmed", async () => {
    const sent: unknown[] = [];
    await opened(replayer(sent));
    expect(await post(2, { signed: false })).toMatchObject({
      status: 409,
      text: '{"message":"PUT does again what it did: that must be confirmed."}',
    });
    expect(sent).toEqual([]);
    expect((await post(2, { signed: false, confirmed: true })).status).toBe(200);
    expect(sent).toEqual([["put", false], "closed"]);
  });

  it("by GET is confirmed too where it names an operation that may change something", async () => {
    const query = (action: string): ReturnType<typeof inspectedSample> =>
      inspectedSample(
        { url: `https://sqs.us-east-1.amazonaws.com/?Action=${action}&Version=2012-11-05`, service: "sqs" },
        action,
      );
    open = await inspectorOf([query("DeleteQueue"), query("ListQueues")], { replayer: replayer([]) });
    await askedJson(open.inspector, "/api/rows");
    expect(await askedJson(open.inspector, "/api/requests/1/replay")).toMatchObject({ changes: true });
    expect(await askedJson(open.inspector, "/api/requests/2/replay")).toMatchObject({ changes: false });
    expect(await post(1, { signed: true })).toMatchObject({
      status: 409,
      text: '{"message":"DeleteQueue does again what it did: that must be confirmed."}',
    });
  });

  it("takes a row and a yes, and nothing else", async () => {
    const sent: unknown[] = [];
    await opened(replayer(sent));
    for (const body of [null, [], {}, { signed: "yes" }, { signed: true, confirmed: 1 }, "x".repeat(2000)])
      expect((await post(1, body)).status).toBe(400);
    expect((await post(99, { signed: true })).status).toBe(404);
    expect((await post(3, { signed: true })).status).toBe(409);
    expect(sent).toEqual([]);
  });

  it("is for one request at a time, and says why one was not sent", async () => {
    let refuse: (why: { refused: string }) => void = () => undefined;
    const send = (): Promise<{ refused: string }> => new Promise((resolve) => (refuse = resolve));
    await opened(replayer([], { send }));
    const first = post(1, { signed: true });
    await expect.poll(async () => (await post(1, { signed: true })).status).toBe(503);
    refuse({ refused: "The destination was refused." });
    expect(await first).toMatchObject({ status: 409, text: '{"message":"The destination was refused."}' });
  });
});
