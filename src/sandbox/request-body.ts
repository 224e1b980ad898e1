// Reading a request's body: hashed as it passes, kept up to a limit, with one budget for all bodies under way.
import type { IncomingMessage } from "node:http";
import type { CapturedBody } from "../http/captured-exchange.ts";
import { runningSha256 } from "../http/digest.ts";

/** Bytes of one body that are kept. */
export const bodyLimitBytes: number = 128 * 1024 * 1024;

/** Bytes of all bodies under way together. */
const underWayLimitBytes = 256 * 1024 * 1024;

/** What all requests of a sandbox share while their bodies arrive. */
export interface BodyBudget {
  bytesUnderWay: number;
}

/** Reads a body to its end. `content` is null beyond the limits. Rejects when the connection breaks. */
export async function readBody(message: IncomingMessage, budget: BodyBudget): Promise<CapturedBody> {
  const hash = runningSha256();
  let bytes = 0;
  let pieces: Uint8Array[] | null = [];
  let held = 0;
  try {
    for await (const piece of message as AsyncIterable<Uint8Array>) {
      hash.update(piece);
      bytes += piece.length;
      if (pieces === null) continue;
      if (bytes > bodyLimitBytes || budget.bytesUnderWay + piece.length > underWayLimitBytes) {
        pieces = null;
        budget.bytesUnderWay -= held;
        held = 0;
        continue;
      }
      pieces.push(piece);
      held += piece.length;
      budget.bytesUnderWay += piece.length;
    }
    return { bytes, sha256Hex: hash.hex(), content: pieces === null ? null : joined(pieces) };
  } finally {
    budget.bytesUnderWay -= held;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}
