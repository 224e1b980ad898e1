// Evidence for tests: exchanges with their examinations, and files written by the writer itself, without a thread.
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Examination } from "../../src/diagnosis/examination.ts";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import type { EvidenceBatch, WriterOptions } from "../../src/evidence/evidence-batch.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import { packExchange } from "../../src/evidence/exchange-pack.ts";
import type { CapturedExchange, CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";

/** 2 January 2026, 03:04:05 UTC. */
export const atEpochMs = 1_767_323_045_000;

export const keyPem: string = generateKeyPairSync("ed25519")
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

const folders: string[] = [];

/** A folder of a test file alone, removed at its end. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "evidence-"));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function writerOptions(path: string, more: Partial<WriterOptions> = {}): WriterOptions {
  return {
    path,
    keyPem,
    version: "1.2.3",
    keepBodies: "redacted",
    largestFileBytes: 1e9,
    freeSpaceFloorBytes: 0,
    spoolAboveBytes: 65_536,
    ...more,
  };
}

/** A request whose Content-Type was changed after signing, with AWS's refusal. */
export function mismatchExchange(
  id: string,
  more: Partial<CapturedRequest> = {},
): { examination: Examination; exchange: CapturedExchange } {
  const example = contentTypeChanged.example();
  return exchangeOf(id, { ...example.request, receivedAtEpochMs: atEpochMs, ...more });
}

/** Any request, answered 200 with a JSON body. */
export function exchangeOf(
  id: string,
  request: CapturedRequest,
  answer = '{"Items":[],"Count":0}',
): { examination: Examination; exchange: CapturedExchange } {
  const response = {
    status: 200,
    reason: "OK",
    headers: [
      ["Content-Type", "application/x-amz-json-1.0"],
      ["Date", "Fri, 02 Jan 2026 03:04:05 GMT"],
    ] as const,
    body: wholeBody(latin1Bytes(answer)),
    receivedAtEpochMs: atEpochMs + 12,
  };
  const subject = { id, input: null, index: 0, request, response, selfCheck: null, nowEpochMs: atEpochMs };
  const examination = examine(subject, createExaminer(exampleKnowledge()));
  return {
    examination,
    exchange: { id, request, response, state: "complete", reason: null, selfCheck: null },
  };
}

/** A request whose signature is right. */
export function correctRequest(): CapturedRequest {
  const { request } = signedExample({
    method: "POST",
    url: "https://dynamodb.us-east-1.amazonaws.com/",
    service: "dynamodb",
    headers: [
      ["Content-Type", "application/x-amz-json-1.0"],
      ["X-Amz-Target", "DynamoDB_20120810.ListTables"],
    ],
    body: "{}",
  });
  return { ...request, receivedAtEpochMs: atEpochMs };
}

/** A plain request of these headers and body. */
export function plainRequest(headers: CapturedRequest["headers"], body = "", target = "/"): CapturedRequest {
  return {
    method: "POST",
    scheme: "https",
    authority: "dynamodb.us-east-1.amazonaws.com",
    target,
    httpVersion: "1.1",
    headers: [["Host", "dynamodb.us-east-1.amazonaws.com"], ...headers],
    body: wholeBody(latin1Bytes(body)),
    connection: {
      connectAuthority: "dynamodb.us-east-1.amazonaws.com:443",
      sni: null,
      client: "127.0.0.1:50000",
      tlsVersion: "TLSv1.3",
    },
    receivedAtEpochMs: atEpochMs,
  };
}

export const emptyBatch: EvidenceBatch = {
  packed: [],
  bodies: new Uint8Array(),
  bodyBytes: [],
  underWay: [],
  forgotten: [],
  lost: null,
};

/** One batch of these exchanges, bodies included. */
export function batchOf(
  ...given: readonly { examination: Examination; exchange: CapturedExchange }[]
): EvidenceBatch {
  const bodies: Uint8Array[] = [];
  const bodyBytes: number[] = [];
  for (const { examination, exchange } of given)
    for (const body of [examination.request.body, exchange.response?.body]) {
      const content = body?.content ?? null;
      bodyBytes.push(content === null ? -1 : content.length);
      if (content) bodies.push(content);
    }
  const packed = given.map(({ examination, exchange }) =>
    packExchange(examination, exchange, atEpochMs + 30),
  );
  return { ...emptyBatch, packed, bodies: Buffer.concat(bodies), bodyBytes };
}

/** A closed evidence file with this many exchanges. */
export function evidenceFile(path: string, exchanges: number, more: Partial<WriterOptions> = {}): string {
  const writer = openEvidenceWriter(writerOptions(path, more), atEpochMs);
  for (let at = 0; at < exchanges; at += 1)
    writer.write(batchOf(mismatchExchange(`run-${at}`)), atEpochMs + at);
  writer.close(atEpochMs + exchanges);
  return path;
}
