// A client's debug log: the texts it signed, the messages it traced, and the answer it got, put together one exchange each.
import { rebuiltRequest } from "../diagnosis/rebuilt-request.ts";
import type { ServerAnswer } from "../diagnosis/server-answer.ts";
import { serverAnswer } from "../diagnosis/server-answer.ts";
import type { SignedTexts } from "../diagnosis/signed-texts.ts";
import { signedTexts } from "../diagnosis/signed-texts.ts";
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { latin1Bytes, parseHttpMessage, parseHttpResponse } from "../http/http-message.ts";
import { headerValue } from "../http/raw-headers.ts";
import { answerOf, fromAnswer } from "./error-body.ts";
import type { InputExchange, InputReading } from "./input-exchange.ts";
import { noRequest, unreadable } from "./input-exchange.ts";
import { logText } from "./log-lines.ts";
import type { LoggedSigning } from "./log-texts.ts";
import { answerStart, loggedSignings } from "./log-texts.ts";
import type { TracedExchange } from "./wire-trace.ts";
import { tracedExchanges } from "./wire-trace.ts";

/** Reads a debug log (latin1 text). */
export function debugLog(text: string): InputReading {
  const log = logText(text);
  const signings = loggedSignings(log);
  if (signings.length > 0) return signings.map(fromSigning);
  const traced = tracedExchanges(log).flatMap((one) => fromTrace(one, null));
  if (traced.length > 0) return traced;
  const response = answerIn(log);
  return response
    ? [fromAnswer(response, serverAnswer(response))]
    : unreadable(
        "the input shows no canonical request, no string to sign, no traced message and no AWS error",
      );
}

function fromSigning(signing: LoggedSigning): InputExchange {
  const clientTexts = signedTexts(signing.canonicalRequest, signing.stringToSign);
  const [traced] = tracedExchanges(signing.rest).flatMap((one) => fromTrace(one, clientTexts));
  const response = traced?.response ?? answerIn(signing.rest);
  if (traced && traced.origin === "captured") return { ...traced, response };
  return rebuilt(signing, clientTexts, response);
}

/**
 * Nobody traced the request: it is what the server says it read, where the answer shows that and it differs from what the client
 * signed; else what the client signed.
 */
function rebuilt(
  signing: LoggedSigning,
  clientTexts: SignedTexts | null,
  response: CapturedResponse | null,
): InputExchange {
  const answer = response && serverAnswer(response);
  const theirs = answer && serverView(answer, clientTexts);
  const texts = theirs ?? clientTexts;
  const request = texts && rebuiltRequest(texts, signing);
  const notes = ["the request is made up again from a log; its body is not known"];
  if (!request)
    return { request: noRequest, response, clientTexts, origin: originWithout(clientTexts), notes };
  return { request, response, clientTexts, origin: theirs ? "server-texts" : "client-texts", notes };
}

/** Signature Version 2 has no canonical request: its texts stand for themselves. */
function originWithout(clientTexts: SignedTexts | null): InputExchange["origin"] {
  return clientTexts === null ? "none" : "client-texts";
}

function serverView(answer: ServerAnswer, clientTexts: SignedTexts | null): SignedTexts | null {
  const theirs = signedTexts(answer.canonicalRequest, answer.stringToSign);
  if (theirs?.input == null) return null;
  return clientTexts?.canonicalRequest === theirs.canonicalRequest ? null : theirs;
}

function answerIn(log: string): CapturedResponse | null {
  const at = answerStart(log);
  if (at < 0) return null;
  const body = bodyEnd(log.slice(at, at + 1024 * 1024));
  const response = answerOf(body);
  const { code, message } = serverAnswer(response);
  return code === null && message === null ? null : response;
}

/** The body ends with its own root element, or before the logger's next record. */
function bodyEnd(text: string): string {
  const root = /<\/(?:\w+:)?(?:ErrorResponse|Response)>/.exec(text) ?? /<\/Error>/.exec(text);
  if (text.startsWith("<") && root) return text.slice(0, root.index + root[0].length);
  const next = /\n\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.exec(text);
  return (next ? text.slice(0, next.index) : text).replace(/['"]\s*$/, "");
}

function fromTrace(
  { request: asked, response: answered }: TracedExchange,
  clientTexts: SignedTexts | null,
): InputExchange[] {
  const pair = asked === null ? null : parseHttpMessage(latin1Bytes(asked), { scheme: null });
  const read = answered === null ? null : parseHttpResponse(answered);
  const response = read && !("refusal" in read) ? read : null;
  if (!pair || "refusal" in pair) {
    return response && response.status >= 400 ? [fromAnswer(response, serverAnswer(response))] : [];
  }
  const notes = ["the request is read from a trace; its body is taken to be what its headers say"];
  return [{ request: withoutBody(pair.request), response, clientTexts, origin: "captured", notes }];
}

/** Traces leave bodies out: length and hash are what the headers claim, so that a missing body is not taken for an empty one. */
function withoutBody(request: CapturedRequest): CapturedRequest {
  const length = Number(headerValue(request.headers, "content-length") ?? "0");
  const hash = headerValue(request.headers, "x-amz-content-sha256") ?? "";
  if (request.body.bytes > 0 || !(length > 0)) return request;
  const sha256Hex = /^[0-9a-f]{64}$/.test(hash) ? hash : request.body.sha256Hex;
  return { ...request, body: { bytes: length, sha256Hex, content: null } };
}
