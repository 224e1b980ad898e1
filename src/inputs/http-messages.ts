// Raw HTTP/1.1 messages: several requests in one file, each with its answer, between lines of exactly `%%%`.
import { serverAnswer } from "../diagnosis/server-answer.ts";
import { signedTexts } from "../diagnosis/signed-texts.ts";
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { emptySha256Hex } from "../http/digest.ts";
import type { MessageOptions, MessagePair, MessageRefusal } from "../http/http-message.ts";
import { parseHttpMessages, parseHttpResponse } from "../http/http-message.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { InputExchange, InputReading } from "./input-exchange.ts";
import { captured, noRequest, unreadable } from "./input-exchange.ts";

/** Reads the messages of an input. */
export function httpMessages(bytes: Uint8Array, options: MessageOptions): InputReading {
  const { pairs, refusal } = parseHttpMessages(bytes, options);
  if (refusal?.refusal === "empty" && pairs.length === 0)
    return { code: "ERR_INPUT_EMPTY", message: "the input is empty" };
  if (refusal && (pairs.length === 0 || refusal.refusal === "no-status-line"))
    return unreadable(refusalWords(refusal));
  const read = pairs.map(exchange);
  if (!refusal) return read;
  const last = read.pop();
  const note = `a later part of the input cannot be read: ${refusalWords(refusal)}`;
  return last ? [...read, { ...last, notes: [...last.notes, note] }] : unreadable(refusalWords(refusal));
}

/** Reads an answer that stands alone. */
export function loneResponse(text: string): InputReading {
  const response = parseHttpResponse(text);
  if ("refusal" in response) return unreadable(refusalWords(response));
  const notes = ["the input is an answer without its request"];
  return [{ request: noRequest, response, clientTexts: null, origin: "none", notes }];
}

function exchange({ request: asSent, response, surplusBytes, missingBytes }: MessagePair): InputExchange {
  const notes: string[] = [];
  const request = bodyLeftOut(asSent, response);
  if (request !== asSent) notes.push("the body is not in the input: its hash is taken from the answer");
  if (surplusBytes > 0)
    notes.push(`${surplusBytes} bytes follow the body that its framing does not account for`);
  if (missingBytes > 0) notes.push(`the body is ${missingBytes} bytes shorter than its framing says`);
  return captured(request, response, notes);
}

/** A paste often leaves the body out. Where the answer shows the hash of what the server read, that stands for it. */
function bodyLeftOut(request: CapturedRequest, response: CapturedResponse | null): CapturedRequest {
  const framed = ["content-length", "transfer-encoding"].some(
    (name) => headerValue(request.headers, name) !== undefined,
  );
  const typed = headerValue(request.headers, "content-type") !== undefined;
  if (!response || framed || !typed || request.body.bytes > 0) return request;
  const answer = serverAnswer(response);
  const hash = signedTexts(answer.canonicalRequest, answer.stringToSign)?.input?.payloadHash ?? "";
  if (!/^[0-9a-f]{64}$/.test(hash) || hash === emptySha256Hex) return request;
  return { ...request, body: { bytes: 0, sha256Hex: hash, content: null } };
}

function refusalWords(refusal: MessageRefusal): string {
  switch (refusal.refusal) {
    case "empty":
      return "the input is empty";
    case "no-request-line":
      return "its first line is no HTTP request line";
    case "no-status-line":
      return "what follows the separator %%% does not begin with an HTTP status line";
    case "header-without-colon":
      return "one of its header lines has no colon";
  }
}
