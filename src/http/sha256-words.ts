// SHA-256 over 32-bit words with its state in the open (FIPS 180-4, section 6.2). node:crypto keeps its state to itself, and a call of it
// costs more than a block; a search for a proof makes tens of thousands of HMACs that begin with the same blocks.

/** Words of a block of 64 bytes once it is spread over its 64 rounds. */
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

/** Spreads the 16 words of the block at `at` over 64: what each round adds, its constant in it (sections 4.2.2 and 6.2.2, step 1). */
export function spreadBlock(words: Int32Array, at: number): void {
  const end = at + wordsOfBlock;
  // Two words a turn, so that what the next ones need stays at hand.
  let last = words[at + 14] as number;
  let newest = words[at + 15] as number;
  let oldest = words[at] as number;
  for (let i = at + 16; i < end; i += 2) {
    const second = words[i - 15] as number;
    last = (oldest + (words[i - 7] as number) + early(second) + late(last)) | 0;
    words[i] = last;
    oldest = words[i - 14] as number;
    newest = (second + (words[i - 6] as number) + early(oldest) + late(newest)) | 0;
    words[i + 1] = newest;
  }
  const constants = roundWords;
  for (let i = 0; i < wordsOfBlock; i += 1)
    words[at + i] = ((words[at + i] as number) + (constants[i] as number)) | 0;
}

/** Takes the spread block at `at` into a state. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: eight rounds a turn written out, so that no word moves and nothing is called: a search spends its time here.
export function absorbBlock(state: Sha256State, words: Int32Array, at: number): void {
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  // Each round is three lines: Sigma 1 and Ch with the round's word, the sum moved on, Sigma 0 and Maj (section 6.2.2, step 3).
  // biome-ignore format: a round's shape shows only where its lines stand one below the other.
  for (let i = at; i < at + wordsOfBlock; i += 8) {
    h = (h + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + (g ^ (e & (f ^ g))) + (words[i] as number)) | 0;
    d = (d + h) | 0;
    h = (h + (((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) | (c & (a | b)))) | 0;
    g = (g + (((d >>> 6) | (d << 26)) ^ ((d >>> 11) | (d << 21)) ^ ((d >>> 25) | (d << 7))) + (f ^ (d & (e ^ f))) + (words[i + 1] as number)) | 0;
    c = (c + g) | 0;
    g = (g + (((h >>> 2) | (h << 30)) ^ ((h >>> 13) | (h << 19)) ^ ((h >>> 22) | (h << 10))) + ((h & a) | (b & (h | a)))) | 0;
    f = (f + (((c >>> 6) | (c << 26)) ^ ((c >>> 11) | (c << 21)) ^ ((c >>> 25) | (c << 7))) + (e ^ (c & (d ^ e))) + (words[i + 2] as number)) | 0;
    b = (b + f) | 0;
    f = (f + (((g >>> 2) | (g << 30)) ^ ((g >>> 13) | (g << 19)) ^ ((g >>> 22) | (g << 10))) + ((g & h) | (a & (g | h)))) | 0;
    e = (e + (((b >>> 6) | (b << 26)) ^ ((b >>> 11) | (b << 21)) ^ ((b >>> 25) | (b << 7))) + (d ^ (b & (c ^ d))) + (words[i + 3] as number)) | 0;
    a = (a + e) | 0;
    e = (e + (((f >>> 2) | (f << 30)) ^ ((f >>> 13) | (f << 19)) ^ ((f >>> 22) | (f << 10))) + ((f & g) | (h & (f | g)))) | 0;
    d = (d + (((a >>> 6) | (a << 26)) ^ ((a >>> 11) | (a << 21)) ^ ((a >>> 25) | (a << 7))) + (c ^ (a & (b ^ c))) + (words[i + 4] as number)) | 0;
    h = (h + d) | 0;
    d = (d + (((e >>> 2) | (e << 30)) ^ ((e >>> 13) | (e << 19)) ^ ((e >>> 22) | (e << 10))) + ((e & f) | (g & (e | f)))) | 0;
    c = (c + (((h >>> 6) | (h << 26)) ^ ((h >>> 11) | (h << 21)) ^ ((h >>> 25) | (h << 7))) + (b ^ (h & (a ^ b))) + (words[i + 5] as number)) | 0;
    g = (g + c) | 0;
    c = (c + (((d >>> 2) | (d << 30)) ^ ((d >>> 13) | (d << 19)) ^ ((d >>> 22) | (d << 10))) + ((d & e) | (f & (d | e)))) | 0;
    b = (b + (((g >>> 6) | (g << 26)) ^ ((g >>> 11) | (g << 21)) ^ ((g >>> 25) | (g << 7))) + (a ^ (g & (h ^ a))) + (words[i + 6] as number)) | 0;
    f = (f + b) | 0;
    b = (b + (((c >>> 2) | (c << 30)) ^ ((c >>> 13) | (c << 19)) ^ ((c >>> 22) | (c << 10))) + ((c & d) | (e & (c | d)))) | 0;
    a = (a + (((f >>> 6) | (f << 26)) ^ ((f >>> 11) | (f << 21)) ^ ((f >>> 25) | (f << 7))) + (h ^ (f & (g ^ h))) + (words[i + 7] as number)) | 0;
    e = (e + a) | 0;
    a = (a + (((b >>> 2) | (b << 30)) ^ ((b >>> 13) | (b << 19)) ^ ((b >>> 22) | (b << 10))) + ((b & c) | (d & (b | c)))) | 0;
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

/** Small sigma 0. */
function early(x: number): number {
  return ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
}

/** Small sigma 1. */
function late(x: number): number {
  return ((x >>> 17) | (x << 15)) ^ ((x >>> 19) | (x << 13)) ^ (x >>> 10);
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
