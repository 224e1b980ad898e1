import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import type {
  ExplainAnswer,
  InspectorState,
  ListWindow,
  OverviewAnswer,
  RequestDetail,
} from "../../src/inspector/inspector-api.ts";
import { longestTextLength } from "../../src/inspector/inspector-api.ts";
import type { OpenFixture } from "../support/inspector-fixture.ts";
import { asked, askedJson, inspectedSample, inspectorOf, pageHeaders } from "../support/inspector-fixture.ts";

const right = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json" }, "1");
const wrong = inspectedSample(contentTypeChanged.example(), "2");

let open: OpenFixture;
beforeAll(async () => {
  open = await inspectorOf([right, wrong]);
});
afterAll(() => open.inspector.close());

const post = (text: string): Promise<ExplainAnswer> =>
  askedJson(open.inspector, "/api/explain", {
    method: "POST",
    headers: [...pageHeaders(open.inspector), ["Content-Type", "application/json"]],
    body: JSON.stringify({ text }),
  });

describe("the routes", () => {
  it("say what the page is about", async () => {
    expect(await askedJson<InspectorState>(open.inspector, "/api/state")).toEqual({
      version: "1.2.3",
      mode: "live",
      place: null,
      setup: null,
      requests: 2,
      notes: [],
    });
  });

  it("list what a filter asks for, and say what is wrong with one", async () => {
    const all = await askedJson<ListWindow>(open.inspector, "/api/rows");
    expect(all.rows.map(({ number, verdict }) => [number, verdict])).toEqual([
      [2, "mismatch"],
      [1, "valid"],
    ]);
    const some = await askedJson<ListWindow>(open.inspector, "/api/rows?filter=~verdict%20valid&count=1");
    expect(some).toMatchObject({ total: 1, rows: [{ number: 1 }] });
    const { status, text } = await asked(open.inspector, "/api/rows?filter=~nonsense");
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ at: 0, wrong: expect.stringContaining("~nonsense is none of") });
  });

  it("take numbers for numbers alone", async () => {
    const window = await askedJson<ListWindow>(open.inspector, "/api/rows?from=-1&count=1e9&until=x");
    expect(window.rows).toHaveLength(0);
    expect((await asked(open.inspector, "/api/requests/99999")).status).toBe(404);
  });

  it("show one request in depth", async () => {
    const detail = await askedJson<RequestDetail>(open.inspector, "/api/requests/2");
    expect(detail.exchange.examination.verdict).toBe("mismatch");
    expect(detail).toMatchObject({ row: { number: 2 }, newer: null, older: 1 });
  });

  it("copy one request in each format, and say why not", async () => {
    const copied = async (format: string): Promise<string> =>
      (await asked(open.inspector, `/api/requests/1/copy?format=${format}`)).text;
    expect(await copied("curl")).toContain("curl ");
    expect(await copied("boto3")).toContain("boto3");
    expect(await copied("http")).toMatch(/^GET \/report\.json HTTP\/1\.1\r\n/);
    expect((await asked(open.inspector, "/api/requests/1/copy?format=exe")).status).toBe(404);
    expect((await asked(open.inspector, "/api/requests/77/copy?format=curl")).status).toBe(404);
  });

  it("save what a filter asks for, oldest first, or one request", async () => {
    const lines = (await asked(open.inspector, "/api/save?format=jsonl&filter=")).text.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).verdict)).toEqual(["valid", "mismatch"]);
    const one = (await asked(open.inspector, "/api/save?format=jsonl&number=2")).text.trim().split("\n");
    expect(one.map((line) => JSON.parse(line).verdict)).toEqual(["mismatch"]);
    const har = await asked(open.inspector, "/api/save?format=har&filter=~verdict%20valid");
    expect(JSON.parse(har.text).log.entries).toHaveLength(1);
    expect((await asked(open.inspector, "/api/save?format=exe")).status).toBe(400);
  });

  it("give the overview of what a filter asks for", async () => {
    expect(await askedJson<OverviewAnswer>(open.inspector, "/api/overview")).toMatchObject({
      ...{ searched: 2, of: 2 },
      overview: { requests: 2, failed: 1 },
    });
    const some = await askedJson<OverviewAnswer>(open.inspector, "/api/overview?filter=~verdict%20valid");
    expect(some.overview).toMatchObject({ requests: 1, failed: 0 });
    expect((await asked(open.inspector, "/api/overview?filter=(")).status).toBe(400);
  });

  it("explain a text, and refuse what is none", async () => {
    const { examined, refusal } = await post("curl https://examplebucket.s3.amazonaws.com/key");
    expect([examined.length, refusal]).toEqual([1, null]);
    expect(examined[0]?.exchange.examination.verdict).toBe("unsigned");
    const headers = [...pageHeaders(open.inspector), ["Content-Type", "application/json"]] as const;
    for (const body of [
      "",
      "{",
      "[]",
      '{"text":1}',
      JSON.stringify({ text: "x".repeat(longestTextLength + 1) }),
      // Answered too where the page still sends.
      JSON.stringify({ text: "x".repeat(5 * longestTextLength) }),
    ]) {
      const { status } = await asked(open.inspector, "/api/explain", { method: "POST", headers, body });
      expect(status).toBe(400);
    }
  });
});

describe("the overview of a long list", () => {
  it("counts all that the filter asks for, over as many answers as it takes, and nothing before", async () => {
    const many = await inspectorOf(Array.from({ length: 300 }, () => right));
    await askedJson<InspectorState>(many.inspector, "/api/state");
    // A clock on which the time of an answer is over at once.
    let now = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
    const ask = (): Promise<OverviewAnswer> =>
      askedJson(many.inspector, "/api/overview?filter=~verdict%20valid");
    const first = await ask();
    expect(first.overview).toBeNull();
    expect(first.searched).toBeLessThan(first.of);
    let answer = first;
    for (let times = 0; times < 50 && answer.overview === null; times += 1) answer = await ask();
    clock.mockRestore();
    expect(answer).toMatchObject({ searched: 300, of: 300, overview: { requests: 300 } });
    await many.inspector.close();
  });
});

describe("the explain box", () => {
  it("says that it is busy while another text is examined", async () => {
    const busy = await inspectorOf([], { explain: async () => null });
    const { status, text } = await asked(busy.inspector, "/api/explain", {
      method: "POST",
      headers: [...pageHeaders(busy.inspector), ["Content-Type", "application/json"]],
      body: '{"text":"x"}',
    });
    expect([status, JSON.parse(text)]).toEqual([
      503,
      { message: "another text is being examined: try again in a moment" },
    ]);
    await busy.inspector.close();
  });
});

describe("a report of a long list", () => {
  it("holds every request that the filter asks for, however long looking takes", async () => {
    const many = await inspectorOf(Array.from({ length: 200 }, () => right));
    await askedJson<InspectorState>(many.inspector, "/api/state");
    // A clock on which the time of an answer is over at once.
    let now = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
    const { text } = await asked(many.inspector, "/api/save?format=jsonl&filter=~verdict%20valid");
    clock.mockRestore();
    expect(text.trimEnd().split("\n")).toHaveLength(200);
    await many.inspector.close();
  });
});
