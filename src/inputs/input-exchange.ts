// What readers of foreign formats give: a request with its answer, or what can be made of their texts, and how it came about.
import type { NestedRequest } from "../diagnosis/nested-request.ts";
import type { RequestOrigin, SignedTexts } from "../diagnosis/signed-texts.ts";
import type { CapturedBody, CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import type { ErrorCode } from "../http/countersign-error.ts";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";

/** One request of an input. Where none was captured it is empty, or made up again from somebody's texts. */
export interface InputExchange {
  readonly request: CapturedRequest;
  readonly response: CapturedResponse | null;
  /** What the client's own log says it signed; null without one. */
  readonly clientTexts: SignedTexts | null;
  readonly origin: RequestOrigin;
  /** Set where the input is a token or a login made of a signed request: `request` is that request. */
  readonly nested?: NestedRequest;
  /** Set where the input leaves the method open: those it may be meant for, the assumed one first. */
  readonly methods?: readonly string[];
  /** What was left out, assumed or not understood, in words. */
  readonly notes: readonly string[];
}

/** Why an input gave no request. */
export interface InputRefusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What a reader gives. Readers are total: hostile input is a refusal. */
export type InputReading = readonly InputExchange[] | InputRefusal;

/** Most requests that are taken from one input. */
export const mostRequests = 100_000;

/** An input that cannot be read, in words. */
export function unreadable(message: string): InputRefusal {
  return { code: "ERR_INPUT_UNREADABLE", message };
}

/** A request that was captured, with its answer. */
export function captured(
  request: CapturedRequest,
  response: CapturedResponse | null,
  notes: readonly string[] = [],
): InputExchange {
  return { request, response, clientTexts: null, origin: "captured", notes };
}

/** The request of an input that shows none: no method, no target, no headers. */
export const noRequest: CapturedRequest = {
  method: "",
  scheme: "https",
  authority: "",
  target: "",
  httpVersion: "1.1",
  headers: [],
  body: wholeBody(new Uint8Array()),
  connection: null,
  receivedAtEpochMs: null,
};

/** A body of latin1 text held in full. */
export function textBody(text: string): CapturedBody {
  return wholeBody(latin1Bytes(text));
}

/** Text of any characters as the latin1 text of its UTF-8 bytes. */
export function utf8AsLatin1(text: string): string {
  return /[^\0-\x7f]/.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text;
}
