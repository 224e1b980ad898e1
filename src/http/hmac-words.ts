// HMAC-SHA-256 by words (RFC 2104), for many short texts under many keys: the state behind the padded key, and behind a first block that
// texts share, is calculated once. Long texts are faster in node:crypto.
import type { Sha256State } from "./sha256-words.ts";
import { absorbBlock, sha256Start, spreadBlock, wordsOfBlock } from "./sha256-words.ts";

/** Bytes of a block. */
const blockBytes = 64;
/** Hex digits of a SHA-256. */
const hashDigits = 64;

/** A key after its pads. */
export interface HmacKey {
  readonly inner: Sha256State;
  readonly outer: Sha256State;
  /** The head last met, by its number, and the inner state behind it. */
  readonly met: { head: number; readonly state: Sha256State };
}

/** The first block of a text, spread. */
interface Head {
  readonly words: Int32Array;
  /** Its place in `words`. */
  readonly at: number;
  /** Tells heads apart: the same number stands for the same block. */
  readonly number: number;
}

/** A text cut into spread blocks: the first, which other texts may share, and the rest. Places are in words. */
export interface PackedText {
  readonly head: Head;
  readonly words: Int32Array;
  readonly from: number;
  readonly end: number;
}

/** What texts that differ only in the hash at their end begin with. */
export interface PackedPrefix {
  readonly head: Head;
  /** The words of the blocks behind the first as they stand before they are spread: 16 a block, no digit of the hash in them. */
  readonly rest: Int32Array;
  /** The place of the hash in them, in bytes. */
  readonly hashAt: number;
}

/** A text packed before, whose head others may share. */
export interface PackedBefore {
  readonly text: string;
  readonly packed: PackedText;
}

/** A key of at most 64 bytes. */
export function hmacKey(key: Uint8Array): HmacKey {
  if (key.length > blockBytes) throw new Error("this is a bug: a key longer than a block");
  const words = new Int32Array(16);
  for (let at = 0; at < key.length; at += 1)
    words[at >> 2] = (words[at >> 2] as number) | ((key[at] as number) << (24 - 8 * (at & 3)));
  return hmacKeyOfWords(words);
}

/** A key given as words, at most 16: a digest has eight. */
export function hmacKeyOfWords(key: Int32Array): HmacKey {
  return {
    inner: padded(key, 0x36363636),
    outer: padded(key, 0x5c5c5c5c),
    met: { head: 0, state: new Int32Array(8) },
  };
}

/** The eight words of the HMAC of latin1 text. */
export function hmacWords(key: HmacKey, text: string): Int32Array {
  const made = new Int32Array(8);
  // In a place of its own: a key may be derived between the making of a text and its trial.
  if (alone.length < wordsFor(text)) alone = new Int32Array(wordsFor(text));
  finish(key, packInto(text, alone, 0), made);
  return made;
}

/** Whether the HMAC of a packed text is the digest looked for, given as eight words. */
export function givesDigest(key: HmacKey, text: PackedText, digest: Int32Array): boolean {
  finish(key, text, result);
  for (let at = 0; at < 8; at += 1) if (result[at] !== digest[at]) return false;
  return true;
}

/** Packs latin1 text that will meet many keys; with the head of `like` where both begin with the same block. */
export function packedText(text: string, like?: PackedBefore): PackedText {
  const needed = wordsFor(text);
  if (room.length - taken < needed) {
    room = new Int32Array(Math.max(roomWords, needed));
    taken = 0;
  }
  const packed = packInto(text, room, taken, like);
  taken = packed.end;
  return packed;
}

/** Packs latin1 text that is tried once: what this gives holds until the next call, or the next of `passingHash`. */
export function passingText(text: string, like?: PackedBefore): PackedText {
  const needed = wordsFor(text);
  if (passing.length < needed) passing = new Int32Array(needed);
  return packInto(text, passing, 0, like);
}

/** What stands before a hash of 64 digits, from a text that ends with one; null where the first block is not filled without it. */
export function packedPrefix({ text, packed }: PackedBefore): PackedPrefix | null {
  const hashAt = text.length - hashDigits - blockBytes;
  if (hashAt < 0) return null;
  const blank = text.slice(0, -hashDigits) + "\0".repeat(hashDigits);
  write(blank.slice(blockBytes), wordsFor(text) / wordsOfBlock - 1);
  const rest = Int32Array.from({ length: (wordsFor(text) / wordsOfBlock - 1) * 16 }, (_, at) =>
    view.getInt32(at * 4),
  );
  rest[rest.length - 1] = lengthInBits(text.length);
  return { head: packed.head, rest, hashAt };
}

/** A text of which only the hash is new, for one trial as in `passingText`. `hash` is 64 hex digits. */
export function passingHash({ head, rest, hashAt }: PackedPrefix, hash: string): PackedText {
  const end = (rest.length / 16) * wordsOfBlock;
  if (passing.length < end) passing = new Int32Array(end);
  for (let word = 0; word < rest.length; word += 1)
    passing[(word >> 4) * wordsOfBlock + (word & 15)] = rest[word] as number;
  for (let digit = 0, byte = hashAt; digit < hashDigits; digit += 1, byte += 1) {
    const word = (byte >> 6) * wordsOfBlock + ((byte & 63) >> 2);
    passing[word] = (passing[word] as number) | (hash.charCodeAt(digit) << (24 - 8 * (byte & 3)));
  }
  for (let at = 0; at < end; at += wordsOfBlock) spreadBlock(passing, at);
  return { head, words: passing, from: 0, end };
}

/** The words of a digest as lower-case hex, eight digits each. */
export function hexOfWords(words: Int32Array): string {
  let hex = "";
  for (const word of words) hex += (word >>> 0).toString(16).padStart(8, "0");
  return hex;
}

/** The eight words of 64 hex digits; null for any other text. */
export function wordsOfHex(hex: string): Int32Array | null {
  if (!/^[0-9a-f]{64}$/i.test(hex)) return null;
  return Int32Array.from({ length: 8 }, (_, at) => Number.parseInt(hex.slice(at * 8, at * 8 + 8), 16) | 0);
}

const result: Sha256State = new Int32Array(8);
const block = new Int32Array(wordsOfBlock);
/** Room for packed texts, filled one behind the other: an array for each text would cost more than its hash. */
const roomWords = 65_536;
let room = new Int32Array(0);
let taken = 0;
let passing = new Int32Array(8 * wordsOfBlock);
let alone = new Int32Array(8 * wordsOfBlock);
let heads = 0;
let scratch = Buffer.allocUnsafeSlow(512);
let view = new DataView(scratch.buffer);

function packInto(text: string, words: Int32Array, at: number, like?: PackedBefore): PackedText {
  if (like && text.length >= blockBytes && like.text.startsWith(text.slice(0, blockBytes))) {
    const end = at + wordsFor(text) - wordsOfBlock;
    pack(text.slice(blockBytes), text.length, words, at);
    return { head: like.packed.head, words, from: at, end };
  }
  pack(text, text.length, words, at);
  heads += 1;
  return { head: { words, at, number: heads }, words, from: at + wordsOfBlock, end: at + wordsFor(text) };
}

function wordsFor(text: string): number {
  return Math.ceil((text.length + 9) / blockBytes) * wordsOfBlock;
}

function finish(key: HmacKey, { head, words, from, end }: PackedText, into: Sha256State): void {
  const { met } = key;
  if (met.head !== head.number) {
    met.state.set(key.inner);
    absorbBlock(met.state, head.words, head.at);
    met.head = head.number;
  }
  into.set(met.state);
  for (let at = from; at < end; at += wordsOfBlock) absorbBlock(into, words, at);
  block.set(into);
  block[8] = 0x80000000 | 0;
  block.fill(0, 9, 15);
  block[15] = (blockBytes + 32) * 8;
  spreadBlock(block, 0);
  into.set(key.outer);
  absorbBlock(into, block, 0);
}

function padded(key: Int32Array, pad: number): Sha256State {
  block.fill(pad, 0, 16);
  for (let at = 0; at < key.length; at += 1) block[at] = (key[at] as number) ^ pad;
  spreadBlock(block, 0);
  const state = sha256Start();
  absorbBlock(state, block, 0);
  return state;
}

/** Writes the end of a text of `length` characters as spread blocks: its bytes, the end mark, and the length in bits with the padded key's. */
function pack(text: string, length: number, words: Int32Array, at: number): void {
  const end = at + wordsFor(text);
  write(text, (end - at) / wordsOfBlock);
  let from = 0;
  for (let start = at; start < end; start += wordsOfBlock) {
    for (let word = start; word < start + 16; word += 1, from += 4) words[word] = view.getInt32(from);
    if (start + wordsOfBlock === end) words[start + 15] = lengthInBits(length);
    spreadBlock(words, start);
  }
}

/** Writes a text and the end mark to so many blocks of the scratch, without its length. */
function write(text: string, blocks: number): void {
  const bytes = blocks * blockBytes;
  if (scratch.length < bytes) {
    scratch = Buffer.allocUnsafeSlow(2 * bytes);
    view = new DataView(scratch.buffer);
  }
  scratch.write(text, 0, "latin1");
  for (let byte = text.length; byte < bytes; byte += 1) scratch[byte] = 0;
  scratch[text.length] = 0x80;
}

/** Of a text behind a padded key. */
function lengthInBits(length: number): number {
  return (length + blockBytes) * 8;
}
