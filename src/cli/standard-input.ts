// Standard input, bounded: as lines, or whole.
import { CountersignError } from "../http/countersign-error.ts";

/** Longest line that is taken, in characters; a longer one is cut into pieces. */
const longestLine = 1024 * 1024;

/** The lines of standard input without their ends. */
export async function* standardInputLines(): AsyncGenerator<string> {
  let rest = "";
  process.stdin.setEncoding("utf8");
  for await (const piece of process.stdin) {
    const lines = `${rest}${String(piece)}`.split(/\r?\n/);
    rest = lines.pop() ?? "";
    yield* lines;
    if (rest.length > longestLine) {
      yield rest;
      rest = "";
    }
  }
  if (rest !== "") yield rest;
}

/** All bytes of standard input. Throws ERR_INPUT_TOO_LARGE beyond `limitBytes`. */
export async function standardInputBytes(limitBytes: number): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of process.stdin) {
    const chunk = Buffer.from(piece);
    bytes += chunk.length;
    if (bytes > limitBytes) {
      throw new CountersignError("ERR_INPUT_TOO_LARGE", `standard input is longer than ${limitBytes} bytes`);
    }
    pieces.push(chunk);
  }
  return Buffer.concat(pieces);
}
