// A body read before its request is carried, for a signature that needs its hash.
import type { CapturedBody } from "../http/captured-exchange.ts";
import { sha256Hex } from "../http/digest.ts";
import type { Exchange } from "./exchange.ts";
import { limits } from "./limits.ts";

/** Reads a body ahead, as far as there is room for it; `then` gets null for one that is longer. What was read is carried first. */
export function readBodyAhead(exchange: Exchange, then: (body: CapturedBody | null) => void): void {
  const { request, answer, frame } = exchange;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const stop = (): void => {
    request.removeListener("data", take);
    request.removeListener("end", whole);
    request.removeListener("close", gone);
  };
  const gone = (): void => {
    stop();
    frame.budget.give(bytes);
  };
  const done = (ended: boolean): void => {
    stop();
    request.pause();
    // It stays in memory until all of it has gone on.
    if (exchange.over) frame.budget.give(bytes);
    else exchange.aheadBytes = bytes;
    const content = Buffer.concat(pieces);
    request.held = { bytes: content, ended };
    then(ended ? { bytes: content.length, sha256Hex: sha256Hex(content), content } : null);
  };
  const take = (chunk: Uint8Array): void => {
    frame.moved(exchange);
    pieces.push(chunk);
    const room = bytes + chunk.length <= limits.signedBodyBytes && frame.budget.take(chunk.length);
    if (room) bytes += chunk.length;
    else done(false);
  };
  const whole = (): void => done(true);
  request.on("data", take);
  request.once("end", whole);
  request.once("close", gone);
  // Its upstream is asked only when the body is here, so the client need not wait for a word from there.
  if (request.headers.expect !== undefined) answer.writeContinue();
}
