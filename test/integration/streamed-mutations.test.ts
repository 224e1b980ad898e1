// What happens to a streamed body on its way, named with its place: from a capture, and live through a session whose proxy keeps no such body.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../src/cli/session.ts";
import type { Examination } from "../../src/diagnosis/examination.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { examined } from "../support/examined.ts";
import { openTestSession, sendThrough } from "../support/session-client.ts";
import { chunksOf, eventStream, forms, mutations, withBody } from "../support/streamed-bodies.ts";

const signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
const signedTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
const unsigned = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
const ecdsa = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD";
const ecdsaTrailer = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER";

/** Form, change, the causes, the place in their evidence, S3's answer. */
const table: readonly (readonly [string, string, readonly string[], number | null, string])[] = [
  [signed, "a bit flipped in chunk 17", ["chunk-signature-chain"], 17, "SignatureDoesNotMatch"],
  [
    signed,
    "chunk 17 dropped",
    ["chunk-signature-chain", "decoded-length-wrong"],
    17,
    "SignatureDoesNotMatch",
  ],
  [signed, "chunks 17 and 18 swapped", ["chunk-signature-chain"], 17, "SignatureDoesNotMatch"],
  [signed, "chunks 17 and 18 made one", ["chunk-signature-chain"], 17, "SignatureDoesNotMatch"],
  [signed, "chunk 17 cut in two", ["chunk-signature-chain"], 17, "SignatureDoesNotMatch"],
  [signed, "chunk 17 without its signature", ["trailer-variant-confusion"], null, "IncompleteBody"],
  [signedTrailer, "a bit flipped in chunk 17", ["chunk-signature-chain"], 17, "SignatureDoesNotMatch"],
  [
    signedTrailer,
    "the trailer changed",
    ["trailer-sts-prefix", "trailer-checksum-wrong"],
    40,
    "SignatureDoesNotMatch",
  ],
  [unsigned, "a bit flipped in chunk 17", ["trailer-checksum-wrong"], null, "BadDigest"],
  [unsigned, "the trailer changed", ["trailer-checksum-wrong"], null, "BadDigest"],
  [unsigned, "chunk 17 dropped", ["decoded-length-wrong", "trailer-checksum-wrong"], null, "IncompleteBody"],
  [ecdsa, "a bit flipped in chunk 17", ["chunk-signature-chain"], 17, "SignatureDoesNotMatch"],
  [ecdsa, "chunk 17 dropped", ["chunk-signature-chain", "decoded-length-wrong"], 17, "SignatureDoesNotMatch"],
  [ecdsa, "chunks 17 and 18 swapped", ["chunk-signature-chain"], 17, "SignatureDoesNotMatch"],
  [
    ecdsaTrailer,
    "the trailer changed",
    ["trailer-sts-prefix", "trailer-checksum-wrong"],
    40,
    "SignatureDoesNotMatch",
  ],
];

const exampleDate = "20260102T030405Z";
const made = new Map<string, ReturnType<typeof eventStream>>();

/** A form as signed at some time; signing one takes a while, so each is made once. */
function right(form: string, date: string): ReturnType<typeof eventStream> {
  const known = made.get(form + date) ?? forms[form]?.(date) ?? eventStream(date);
  made.set(form + date, known);
  return known;
}

function mutated(form: string, change: string, date: string): CapturedRequest {
  const { request } = right(form, date);
  const content = mutations[change]?.(chunksOf(request));
  if (content === undefined) throw new Error(change);
  return withBody(request, content);
}

/** The place that the evidence of the causes names. */
function placeOf({ causes, findings }: Examination): unknown {
  const places = findings.filter(({ rule }) => causes.includes(rule)).map(({ evidence }) => evidence.index);
  return places.find((place) => place !== undefined) ?? null;
}

describe("a streamed body of a capture", () => {
  it.each(Object.keys(forms))("of the form %s is right as it was sent", async (form) => {
    const { verdict, causes, stream } = await examined(right(form, exampleDate));
    expect({ verdict, causes, bad: stream?.bad, unverified: stream?.unverified }).toEqual({
      verdict: "valid",
      causes: [],
      bad: [],
      unverified: 0,
    });
  });

  it.each(table)("%s, %s: %j at %s", async (form, change, causes, place) => {
    const request = mutated(form, change, exampleDate);
    const examination = await examined({ ...right(form, exampleDate), request });
    expect([...examination.causes].sort()).toEqual([...causes].sort());
    expect(placeOf(examination)).toBe(place);
  });

  it("proves a swap by the signature it is chained to", async () => {
    const request = mutated(signed, "chunks 17 and 18 swapped", exampleDate);
    const { findings } = await examined({ ...right(signed, exampleDate), request });
    expect(findings[0]).toMatchObject({
      certainty: "proven",
      evidence: { index: 17, offset: 1_115_642, failing: 3, signedWith: ["the signature of chunk 18"] },
    });
  });
});

describe("a streamed body through a session", () => {
  let session: Session;
  const examinations: Examination[] = [];
  const date = amzDate(Date.now());

  beforeAll(async () => {
    session = await openTestSession((examination) => examinations.push(examination));
    const bucket = signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/",
      headers: [["Content-Length", "0"]],
      date,
    });
    expect((await sendThrough(session, bucket.request)).status).toBe(200);
  }, 60_000);
  afterAll(() => session.close(), 60_000);

  async function sent(
    request: CapturedRequest,
  ): Promise<{ status: number; body: string; seen: Examination }> {
    const before = examinations.length;
    const answer = await sendThrough(session, request);
    await session.settled(30_000);
    await expect.poll(() => examinations.length, { timeout: 20_000 }).toBeGreaterThan(before);
    const seen = examinations[before];
    if (seen === undefined) throw new Error("nothing was examined");
    expect(seen.request.body.content).toBeNull();
    return { ...answer, seen };
  }

  it.each(Object.keys(forms))("of the form %s is right and taken", { timeout: 60_000 }, async (form) => {
    const { status, body, seen } = await sent(right(form, date).request);
    expect({ status, body, verdict: seen.verdict, causes: seen.causes }).toEqual({
      status: 200,
      body: "",
      verdict: "valid",
      causes: [],
    });
    const chunks = form === unsigned ? 0 : 41;
    expect(seen.stream).toMatchObject({ upload: { verifiedChunks: chunks, badChunks: 0 }, unverified: 0 });
    expect(seen.stream?.upload?.framing.chunkCount).toBe(41);
  });

  it.each(table)(
    "%s, %s: %j at %s, answered %s",
    { timeout: 60_000 },
    async (form, change, causes, place, code) => {
      const { body, seen } = await sent(mutated(form, change, date));
      expect([...seen.causes].sort()).toEqual([...causes].sort());
      expect(placeOf(seen)).toBe(place);
      expect(/<Code>(\w+)</.exec(body)?.[1]).toBe(code);
      expect(seen.prediction?.code).toBe(code);
      if (code === "SignatureDoesNotMatch")
        expect(body).toMatch(/<StringToSign>AWS4-(?:HMAC-SHA256|ECDSA-P256-SHA256)-(?:PAYLOAD|TRAILER)\n/);
    },
  );

  it("of events over chunked transfer is right, and broken where a byte was changed", {
    timeout: 60_000,
  }, async () => {
    const { request } = eventStream(date);
    const whole = await sent(request);
    expect(whole.seen).toMatchObject({
      verdict: "valid",
      causes: [],
      stream: { events: { verifiedEvents: 41, badEvents: 0 }, unverified: 0 },
    });
    const content = Buffer.from(request.body.content ?? []);
    content[17 * 65_700] = (content[17 * 65_700] ?? 0) ^ 1;
    const { seen } = await sent({ ...request, body: { ...request.body, content } });
    expect(seen.causes).toEqual(["event-stream-signature"]);
    expect(placeOf(seen)).toBe(17);
  });
});
