// Requests as two taps see them, whole or as a log or evidence keeps them, for the tests of comparisons.
import { createHash } from "node:crypto";
import type { Examination } from "../../src/diagnosis/examination.ts";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleKnowledge, exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { packExchange, unpackExchange } from "../../src/evidence/exchange-pack.ts";
import { keyedMark } from "../../src/evidence/keyed-mark.ts";
import { storedRecord, wholeExamination } from "../../src/evidence/stored-record.ts";
import type { CapturedResponse } from "../../src/http/captured-exchange.ts";
import type { ExaminationJson } from "../../src/report/examination-json.ts";
import { examinationJson } from "../../src/report/examination-json.ts";
import type { TapPlace } from "../../src/report/tap-place.ts";
import { storedTapPlace, tapPlace } from "../../src/report/tap-place.ts";

/** An upload with a key that proxies like to change. */
export const put: ExampleRecipe = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a//b",
  headers: [["Content-Type", "text/plain"]],
  unsignedHeaders: [["User-Agent", "app"]],
  body: "hello",
};

/** How a request is seen. */
export interface Sight {
  readonly id?: string;
  readonly knows?: boolean;
  readonly response?: CapturedResponse;
}

/** A request as a whole capture shows it. */
export function place(recipe: ExampleRecipe, sight: Sight = {}): TapPlace {
  return tapPlace(examinedOnce(recipe, sight));
}

/** The same as a log keeps it. */
export function loggedPlace(recipe: ExampleRecipe, sight: Sight = {}): TapPlace {
  return storedTapPlace(examinationJson(examinedOnce(recipe, sight), { signature: "short" }));
}

/** The same as evidence keeps it, each file under a key of its own. */
export function evidencePlace(recipe: ExampleRecipe, key: string, sight: Sight = {}): TapPlace {
  return storedTapPlace(evidenceJson(examinedOnce(recipe, sight), key));
}

function evidenceJson(examination: Examination, key: string): ExaminationJson {
  const { request, response } = examination;
  const exchange = { id: "1", request, response, state: "complete", reason: null, selfCheck: null } as const;
  const bodies = { request: request.body.content, response: response?.body.content ?? null };
  const unpacked = unpackExchange(packExchange(examination, exchange, 0), bodies);
  const { exchange: record } = storedRecord(unpacked, "redacted", keyedMark(Buffer.from(key)));
  if (!record.examination) throw new Error("the record holds no examination");
  return wholeExamination(record.examination, record);
}

function examinedOnce(recipe: ExampleRecipe, { id = "1", knows = false, response }: Sight): Examination {
  const { request, nowEpochMs } = signedExample(recipe);
  const subject = {
    id,
    input: null,
    index: 0,
    request,
    response: response ?? null,
    selfCheck: null,
    nowEpochMs,
  };
  return examine(subject, createExaminer(knows ? exampleKnowledge() : { credentials: [], signingKeys: [] }));
}

/** S3's refusal of `put`, with the canonical request the server read: the one that was sent, another, or none. */
export function refusal(server: string | null): CapturedResponse {
  const message =
    "<Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match.</Message>";
  const sent = tapPlace(examinedOnce(put, {})).signed;
  if (!sent) throw new Error("the example is signed");
  const hash = server === "another" ? createHash("sha256").update(server).digest("hex") : sent.sha256Hex;
  const text = `AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${hash}`;
  const shown = server === null ? "" : `<StringToSign>${text}</StringToSign>`;
  return exampleResponse(403, [["Content-Type", "application/xml"]], `<Error>${message}${shown}</Error>`);
}
