// Streamed bodies over HTTP/2, longer than a proxy keeps: verified as they pass, the first part that does not come out named.
import { afterEach, describe, expect, it } from "vitest";
import { bodyWatch } from "../../src/diagnosis/body-watch.ts";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { chunkedExample } from "../../src/diagnosis/example-chunked.ts";
import { eventStreamExample } from "../../src/diagnosis/example-events.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { runningCrc32 } from "../../src/http/checksum.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { examined } from "../support/examined.ts";
import type { Http2Fixture } from "../support/proxy-http2.ts";
import { http2Exchange, http2Fixture } from "../support/proxy-http2.ts";
import { chunksOf, mutations } from "../support/streamed-bodies.ts";

const keptBytes = 100_000;
const partBytes = 16_384;
const parts = Array.from({ length: 40 }, (_, index) =>
  `${index} countersign `.repeat(2000).slice(0, partBytes),
);
const date = amzDate(Date.now());

let opened: Http2Fixture | null = null;

afterEach(async () => {
  await opened?.close();
  opened = null;
});

async function open(): Promise<Http2Fixture> {
  const examiner = createExaminer(exampleKnowledge());
  opened = await http2Fixture(
    (stream) => {
      stream.resume();
      stream.on("end", () => {
        stream.respond({ ":status": 200 });
        stream.end();
      });
    },
    { captureLimitBytes: keptBytes, watchBody: (head) => bodyWatch(head, examiner) },
  );
  return opened;
}

/** An upload in signed chunks to the upstream of a fixture, with a signed trailer. */
function upload({ authority }: Http2Fixture): CapturedRequest {
  return chunkedExample({
    data: parts.join(""),
    chunkBytes: partBytes,
    trailers: [["x-amz-checksum-crc32", null]],
    request: { date, url: `https://${authority}/examplebucket/key` },
  }).request;
}

function events({ authority }: Http2Fixture): CapturedRequest {
  return eventStreamExample({
    payloads: [...parts, ""],
    date,
    request: { url: `https://${authority}/stream-transcription` },
  }).request;
}

/** Sends a request by a client of node:http2 and gives what was made of it. */
async function seen(fixture: Http2Fixture, { method, target, headers }: CapturedRequest, body: Buffer) {
  const session = await fixture.session();
  const fields = headers
    .filter(([name]) => name.toLowerCase() !== "host")
    .map(([name, value]) => [name.toLowerCase(), value] as const);
  const answer = await http2Exchange(
    session,
    {
      ":method": method,
      ":path": target,
      ":authority": fixture.authority,
      ...Object.fromEntries(fields),
      "content-length": String(body.length),
    },
    body,
  );
  expect(answer.headers[":status"]).toBe(200);
  const { request, response } = await fixture.fixture.observed(1);
  expect(request.httpVersion).toBe("2");
  expect(request.body).toMatchObject({ bytes: body.length, content: null });
  return await examined({
    request,
    response,
    knowledge: exampleKnowledge(),
    nowEpochMs: Date.now(),
    signedCanonicalRequest: null,
  });
}

describe("a long body over HTTP/2", () => {
  it("of signed chunks is right", async () => {
    const fixture = await open();
    const request = upload(fixture);
    const { verdict, causes, stream } = await seen(fixture, request, Buffer.from(request.body.content ?? []));
    expect({ verdict, causes, bad: stream?.bad }).toEqual({ verdict: "valid", causes: [], bad: [] });
    expect(stream?.upload).toMatchObject({
      verifiedChunks: 41,
      badChunks: 0,
      trailerSignature: expect.anything(),
    });
  });

  it.each([
    ["a bit flipped in chunk 17", ["chunk-signature-chain"], 17],
    ["chunks 17 and 18 swapped", ["chunk-signature-chain"], 17],
    ["chunk 17 cut in two", ["chunk-signature-chain"], 17],
    ["the trailer changed", ["trailer-sts-prefix"], 40],
  ] as const)("with %s gives %j at %s", async (change, causes, place) => {
    const fixture = await open();
    const request = upload(fixture);
    const body = mutations[change]?.(chunksOf(request)) ?? Buffer.alloc(0);
    const examination = await seen(fixture, { ...request, body: wholeBody(body) }, body);
    expect(examination.verdict).toBe("mismatch");
    expect([...examination.causes].sort()).toEqual([...causes].sort());
    expect(examination.stream?.bad[0]?.index).toBe(place);
  });

  it("of events is right", async () => {
    const fixture = await open();
    const request = events(fixture);
    const examination = await seen(fixture, request, Buffer.from(request.body.content ?? []));
    expect(examination).toMatchObject({
      verdict: "valid",
      causes: [],
      stream: { events: { verifiedEvents: 41, badEvents: 0 }, unverified: 0 },
    });
  });

  it("of events names the one in which a byte was changed and the checksum set right", async () => {
    const fixture = await open();
    const request = events(fixture);
    const body = Buffer.from(request.body.content ?? []);
    changeEvent(body, 23);
    const examination = await seen(fixture, { ...request, body: wholeBody(body) }, body);
    expect(examination).toMatchObject({ verdict: "mismatch", causes: ["event-stream-signature"] });
    expect(examination.stream?.bad[0]).toMatchObject({ kind: "event", index: 23 });
    expect(examination.stream?.events).toMatchObject({ verifiedEvents: 40, badEvents: 1 });
  });
});

/** Changes a byte in the payload of an event, and its checksum with it. */
function changeEvent(stream: Buffer, index: number): void {
  let at = 0;
  for (let event = 0; event < index; event += 1) at += stream.readUInt32BE(at);
  const end = at + stream.readUInt32BE(at);
  stream[end - 100] = (stream[end - 100] ?? 0) ^ 1;
  const crc = runningCrc32();
  crc.update(stream.subarray(at, end - 4));
  stream.set(crc.bytes(), end - 4);
}
