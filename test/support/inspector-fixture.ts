// An open inspector over exchanges in memory, and questions to it as a browser's page, or anybody else, would ask them.
import { request } from "node:http";
import { reportPieces, requestText } from "../../src/cli/export-formats.ts";
import { memorySource } from "../../src/cli/inspected-memory.ts";
import { explainedText } from "../../src/cli/inspected-text.ts";
import type { Examination } from "../../src/diagnosis/examination.ts";
import type { Subject } from "../../src/diagnosis/examine.ts";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { examineFully } from "../../src/diagnosis/examine-fully.ts";
import type { Example, ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import type { InspectedExchange } from "../../src/inspector/inspector-api.ts";
import type { Inspector, InspectorOptions } from "../../src/inspector/inspector-server.ts";
import { openInspector } from "../../src/inspector/inspector-server.ts";
import type { ExchangeSource } from "../../src/inspector/row-index.ts";
import { openRowIndex } from "../../src/inspector/row-index.ts";
import { exportedExchange } from "../../src/report/exported-exchange.ts";

/** An exchange as it is inspected: of a recipe that is signed now, or of a rule's example. */
export function inspectedSample(
  from: ExampleRecipe | Example,
  id = "1",
  time: string | null = null,
): InspectedExchange {
  const example = "request" in from ? from : signedExample(from);
  return inspected(examine(subjectOf(example, id), createExaminer(example.knowledge)), time);
}

/** The same with its proof searched for. */
export async function provenSample(example: Example, id = "1"): Promise<InspectedExchange> {
  const budget = { milliseconds: 10_000, suppositions: 500_000, now: () => performance.now() };
  return inspected(
    await examineFully(subjectOf(example, id), createExaminer(example.knowledge), budget),
    null,
  );
}

function subjectOf({ request, response, nowEpochMs, related = [] }: Example, id: string): Subject {
  return { id, input: null, index: 0, request, response, selfCheck: null, nowEpochMs, related };
}

function inspected(examination: Examination, time: string | null): InspectedExchange {
  const exported = exportedExchange(examination);
  const at = time ?? exported.examination.time;
  return { ...exported, examination: { ...exported.examination, time: at }, totalMs: 12 };
}

/** A request that is signed with a known key, with a signature that nothing reproduces: its search is long. */
export function unexplainedText(): string {
  const { request } = signedExample({
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a b/c?x=1&y=2",
  });
  const headers = request.headers.map(([name, value]) =>
    name.toLowerCase() === "authorization"
      ? `${name}: ${value.replace(/Signature=[0-9a-f]{64}/, `Signature=${"5a".repeat(32)}`)}`
      : `${name}: ${value}`,
  );
  return `${request.method} ${request.target} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`;
}

/** An inspector that can be asked. */
export interface OpenFixture {
  readonly inspector: Inspector;
  add(exchange: InspectedExchange): void;
  /** Adds the head of one that is under way. */
  begin(head: InspectedExchange): void;
  /** Adds a sentence about what is not there. */
  note(text: string): void;
}

/** Opens an inspector with these exchanges. */
export async function inspectorOf(
  exchanges: readonly InspectedExchange[],
  more: Partial<Pick<InspectorOptions, "files" | "explain" | "replayer">> & {
    readonly source?: ExchangeSource;
  } = {},
): Promise<OpenFixture> {
  const source = memorySource({ exchanges: 1000, characters: 1e9 });
  for (const exchange of exchanges) source.add(exchange);
  const inspector = await openInspector({
    port: 0,
    index: openRowIndex([more.source ?? source]),
    state: () => ({ version: "1.2.3", mode: "live", place: null, setup: null }),
    explain: more.explain ?? ((text) => explainedText(text, exampleKnowledge())),
    replayer: more.replayer ?? null,
    copied: requestText,
    saved: (format, found) => reportPieces(format, found, "1.2.3"),
    files: more.files ?? new Map([["/", { type: "text/html", body: Buffer.from("<!doctype html>") }]]),
  });
  return { inspector, add: source.add, begin: source.begin, note: source.note };
}

/** An answer, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly text: string;
}

/** How a question is asked: without more, as the page asks. */
export interface Asking {
  readonly method?: string;
  /** Headers as pairs; none that Node would add. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** Headers as the page sends them. */
export function pageHeaders({ port, token }: Inspector): (readonly [string, string])[] {
  return [
    ["Host", `127.0.0.1:${port}`],
    ["X-Countersign-Token", token],
    ["Sec-Fetch-Site", "same-origin"],
  ];
}

/** Asks, byte for byte with the headers given. */
export function asked(inspector: Inspector, path: string, asking: Asking = {}): Promise<Answer> {
  const { method = "GET", headers = pageHeaders(inspector), body = "" } = asking;
  const length = body === "" ? [] : [["Content-Length", String(Buffer.byteLength(body))] as const];
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port: inspector.port, path, method, setHost: false, agent: false },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(pieces).toString("latin1"),
          }),
        );
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    const byName = new Map<string, string[]>();
    for (const [name, value] of [...headers, ...length])
      byName.set(name, [...(byName.get(name) ?? []), value]);
    for (const [name, values] of byName)
      sent.setHeader(name, values.length === 1 ? (values[0] ?? "") : values);
    sent.end(body);
  });
}

/** What JSON an answer holds. */
export async function askedJson<T>(inspector: Inspector, path: string, asking: Asking = {}): Promise<T> {
  return JSON.parse(Buffer.from((await asked(inspector, path, asking)).text, "latin1").toString("utf8")) as T;
}
