// SHA-256 over 32-bit words with its state in the open (FIPS 180-4, section 6.2). node:crypto keeps its state to itself, and a call of it
// costs more than a block; a search for a proof makes tens of thousands of HMACs that begin with the same blocks.

/** Words in a block of 64 bytes, spread out to the 64 words of its rounds. */
export const wordsOfBlock = 64;

/** The state: eight words. */
export type Sha256State = Int32Array;

// The tables stand before the loops that read them: engines then read them without asking whether they are there yet.
/** The bits of the first 32 fractions: of square roots of primes for the start, of cube roots for the rounds (sections 4.2.2, 5.3.3). */
const primes = firstPrimes(64);
const startWords = primes.slice(0, 8).map((prime) => fractionBits(Math.sqrt(prime)));
const roundWords = Int32Array.from(primes, (prime) => fractionBits(Math.cbrt(prime)));

/** The state before the first block. */
export function sha256Start(): Sha256State {
  return Int32Array.from(startWords);
}

/** Spreads the 16 words of the block at `at` over the 48 words behind them: what the rounds read. */
export function spreadBlock(words: Int32Array, at: number): void {
  for (let i = at + 16; i < at + wordsOfBlock; i += 1) {
    const a = words[i - 15] as number;
    const b = words[i - 2] as number;
    const early = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const late = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    words[i] = ((words[i - 16] as number) + (words[i - 7] as number) + early + late) | 0;
  }
}

/** Takes the spread block at `at` into a state. Written plainly: this loop is where a search spends its time. */
export function absorbBlock(state: Sha256State, words: Int32Array, at: number): void {
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let i = 0; i < wordsOfBlock; i += 1) {
    const mixedE = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one =
      (h + mixedE + ((e & f) ^ (~e & g)) + (roundWords[i] as number) + (words[at + i] as number)) | 0;
    const mixedA = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (mixedA + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
}

function fractionBits(root: number): number {
  return ((root - Math.floor(root)) * 0x1_0000_0000) | 0;
}

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}
