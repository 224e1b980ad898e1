// Telemetry as it arrives at a receiver that is not ours: autotel-mcp's collector, which decodes OTLP/HTTP in JSON and keeps it in a
// database. What it kept is asked of it, and its file is searched for secrets. The protobuf encoding is searched as bytes.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createBackend } from "autotel-mcp";
import { afterEach, describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleSecret, signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { testFolder } from "../support/evidence.ts";
import type { OtlpReceiver } from "../support/otlp-receiver.ts";
import { openOtlpReceiver } from "../support/otlp-receiver.ts";
import { openTestSession, sendThrough } from "../support/session-client.ts";

const token = "IQoJb3JpZ2luCANARYTOKEN".repeat(8);
const header = "canary-header-value-9c1d";
const signature = /Signature=([0-9a-f]{64})/;

/** One right request, one with a wrong secret, one changed on its way, one presigned: each with something secret. */
function requests(): ReturnType<typeof signedExample>["request"][] {
  const url = "https://s3.us-east-1.amazonaws.com/bucket/key?prefix=canaryprefixvalue-0123456789";
  const headers = [["x-own-key", header]] as const;
  const now = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const recipes: ExampleRecipe[] = [
    { url, headers, sessionToken: token },
    { url, headers, secret: "canary-secret-that-nobody-knows" },
    {
      url,
      headers: [...headers, ["content-type", "text/plain"] as const],
      sent: (request) => withHeader(request, "content-type", "text/html"),
    },
    {
      url: `${url}&response-content-type=canaryvalue-0123456789`,
      presignedSeconds: 300,
      sessionToken: token,
    },
  ];
  return recipes.map((recipe) => signedExample({ ...recipe, date: now, now }).request);
}

/** What is asked of the receiver. */
interface Received {
  searchSpans(query: object): Promise<{ items: Record<string, unknown>[] }>;
  searchLogs(query: object): Promise<{ items: Record<string, unknown>[] }>;
  listMetrics(query: object): Promise<{ items: { metricName: string }[] }>;
}

async function spansArrived(backend: Received): Promise<void> {
  const { items } = await backend.searchSpans({});
  expect(items).toHaveLength(4);
  for (const span of items)
    expect(span).toMatchObject({
      operationName: "s3.GetObject",
      serviceName: "countersign",
      tags: {
        "rpc.system": "aws-api",
        "rpc.service": "s3",
        "rpc.method": "GetObject",
        "cloud.region": "us-east-1",
        "http.request.method": "GET",
        "server.address": "s3.us-east-1.amazonaws.com",
        "server.port": 443,
        "url.full": "https://s3.us-east-1.amazonaws.com/bucket/key",
        "countersign.envelope.form": expect.stringMatching(/^(?:authorization-header|presigned-url)$/),
      },
    });
  const verdicts = items.map(({ tags }) => (tags as Record<string, unknown>)["countersign.verdict"]);
  expect(verdicts.sort()).toEqual(["mismatch", "mismatch", "valid", "valid"]);
}

async function findingsArrived(backend: Received): Promise<void> {
  const { items } = await backend.searchLogs({});
  const { items: spans } = await backend.searchSpans({});
  const rules = items.map(({ attributes }) => (attributes as Record<string, unknown>)["countersign.rule"]);
  expect(rules).toContain("content-type-changed");
  for (const { serviceName, traceId, attributes } of items) {
    expect(serviceName).toBe("countersign");
    expect(spans.map((span) => span.traceId)).toContain(traceId);
    expect(attributes).toMatchObject({ "rpc.service": "s3", "server.address": "s3.us-east-1.amazonaws.com" });
  }
  const failed = items.filter(({ severityText }) => severityText === "ERROR");
  expect(
    failed.map(({ attributes }) => (attributes as Record<string, unknown>)["countersign.verdict"]),
  ).toContain("mismatch");
}

async function throughSession(otlp: string, environment: Record<string, string>): Promise<string[]> {
  const verdicts: string[] = [];
  const session = await openTestSession((examination) => verdicts.push(examination.verdict), {
    settings: { otlp, evidence: "off" },
    environment,
  });
  for (const request of requests()) await sendThrough(session, request);
  await session.settled(20_000);
  await session.close();
  return verdicts.sort();
}

function canaries(): string[] {
  const found = requests().flatMap(({ headers, target }) => [
    ...headers.flatMap(([, value]) => signature.exec(value)?.[1] ?? []),
    ...[/X-Amz-Signature=([0-9a-f]{64})/.exec(target)?.[1] ?? []].flat(),
  ]);
  return [
    ...found,
    ...[exampleSecret, "CANARYTOKEN", header, "canary-secret", "canaryprefixvalue", "canaryvalue"],
    ...["AKIAIOSFODNN7EXAMPLE", "X-Amz-Signature", "X-Amz-Credential"],
  ];
}

let receiver: OtlpReceiver | null = null;
afterEach(() => receiver?.close());

describe("telemetry at a receiver of others", () => {
  it("arrives as spans, findings and metrics with the documented attributes, and without secrets", async () => {
    const folder = testFolder();
    const collector = await createBackend({
      ...{ backend: "collector", collectorPort: 0, maxTraces: 1000, retentionMs: 3_600_000 },
      persist: join(folder, "received.sqlite"),
    } as never);
    await collector.start();
    const { backend } = collector as never as { backend: Received & { receiver: { getPort(): number } } };
    const verdicts = await throughSession(`http://127.0.0.1:${backend.receiver.getPort()}`, {
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    });
    expect(verdicts).toEqual(["mismatch", "mismatch", "valid", "valid"]);
    await spansArrived(backend);
    await findingsArrived(backend);
    const { items } = await backend.listMetrics({});
    const names = items.map(({ metricName }) => metricName);
    for (const name of ["countersign.requests", "countersign.findings", "nodejs.eventloop.utilization"])
      expect(names).toContain(name);
    await collector.stop();
    const kept = readdirSync(folder).map((file) => readFileSync(join(folder, file), "latin1"));
    expect(kept.join("")).toContain("countersign.verdict");
    for (const canary of canaries())
      expect([canary, kept.join("").includes(canary)]).toEqual([canary, false]);
  }, 60_000);

  it("has no secret in the protobuf encoding either", async () => {
    receiver = await openOtlpReceiver();
    await throughSession(receiver.url, {});
    const paths = ["/v1/logs", "/v1/metrics", "/v1/traces"];
    expect([...new Set(receiver.received.map(({ path }) => path))].sort()).toEqual(paths);
    expect(new Set(receiver.received.map(({ headers }) => headers["content-type"]))).toEqual(
      new Set(["application/x-protobuf"]),
    );
    const all = paths.map((path) => receiver?.text(path)).join("");
    for (const name of ["countersign.verdict", "mismatch", "s3.GetObject", "countersign.rule"])
      expect(all).toContain(name);
    for (const canary of canaries()) expect([canary, all.includes(canary)]).toEqual([canary, false]);
  }, 60_000);
});
