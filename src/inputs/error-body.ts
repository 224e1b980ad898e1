// An AWS answer alone: XML, JSON, bare text or a tool's printed error. What its texts tell of the request is made up again.
import { rebuiltRequest, stringToSignFacts } from "../diagnosis/rebuilt-request.ts";
import type { ServerAnswer } from "../diagnosis/server-answer.ts";
import { serverAnswer } from "../diagnosis/server-answer.ts";
import { signedTexts } from "../diagnosis/signed-texts.ts";
import type { CapturedResponse } from "../http/captured-exchange.ts";
import type { InputExchange, InputReading } from "./input-exchange.ts";
import { noRequest, textBody, unreadable } from "./input-exchange.ts";

/** Longest answer that is read, in characters. */
const longest = 1024 * 1024;

/** Reads an answer alone (latin1 text). */
export function errorBody(text: string): InputReading {
  const body = text.slice(0, longest).trim();
  if (body === "") return { code: "ERR_INPUT_EMPTY", message: "the input is empty" };
  const response = answerOf(body);
  const answer = serverAnswer(response);
  if (answer.code === null && answer.message === null) return unreadable("the input holds no AWS error");
  return [fromAnswer(response, answer)];
}

/** The request as far as an answer tells of it. */
export function fromAnswer(response: CapturedResponse, answer: ServerAnswer): InputExchange {
  const texts = signedTexts(answer.canonicalRequest, answer.stringToSign);
  const request = texts && rebuiltRequest(texts, stringToSignFacts(answer.elements));
  const notes = ["the input is an answer without its request; its status is assumed"];
  if (!request) return { request: noRequest, response, clientTexts: null, origin: "none", notes };
  return { request, response, clientTexts: null, origin: "server-texts", notes };
}

/** An answer's body as a response; its status is the one that is printed with it, else that which AWS gives such a code. */
export function answerOf(body: string): CapturedResponse {
  return {
    status: statusOf(body),
    reason: "",
    headers: [],
    body: textBody(body),
    receivedAtEpochMs: null,
  };
}

const printedStatus =
  /(?:Status ?Code|status ?code|HTTP(?:\/\d(?:\.\d)?)?|status)["']?\s{0,3}[:= ]\s{0,3}["']?([45]\d\d)\b/;
const refusedAs400 =
  /IncompleteSignature|AuthorizationHeaderMalformed|AuthorizationQueryParametersError|XAmzContentSHA256Mismatch|InvalidArgument|InvalidRequest|MalformedTrailer|IncompleteBody|com\.amazon|Coral|InvalidSignatureException/;

function statusOf(body: string): number {
  const printed = printedStatus.exec(body.slice(0, 65_536))?.[1];
  if (printed !== undefined) return Number(printed);
  return refusedAs400.test(body.slice(0, 65_536)) ? 400 : 403;
}
