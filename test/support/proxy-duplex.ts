// Two ends of one connection inside the process.
import { Duplex } from "node:stream";

class End extends Duplex {
  other: End | null = null;

  override _read(): void {
    // Bytes come when the other end writes.
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.other?.push(chunk);
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.other?.push(null);
    done();
  }
}

/** A pair of connections: what one writes the other reads. */
export function duplexPair(): [Duplex, Duplex] {
  const one = new End();
  const other = new End();
  one.other = other;
  other.other = one;
  return [one, other];
}
