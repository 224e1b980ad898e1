// The Huffman code of HPACK strings (RFC 7541, 5.2 and appendix B). It is canonical, so the lengths alone make the table.

/** Bits of the code of each byte value, 0 to 255, and of the end of string, 256. */
const codeBits: readonly number[] = [
  [13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28],
  [28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28],
  [6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6],
  [5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10],
  [13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7],
  [7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6],
  [15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5],
  [6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28],
  [20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23],
  [24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24],
  [22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23],
  [21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23],
  [26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25],
  [19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27],
  [20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23],
  [26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26],
  [30],
].flat();

const endOfString = 256;
const broken = -1;

interface Tables {
  /** For each state and half byte: the next state, and above bit 8 the byte that came out plus one; `broken` where none may follow. */
  readonly steps: Int32Array;
  /** Whether a string may end in a state: on at most seven one bits of padding. */
  readonly mayEnd: Uint8Array;
}

const tables: Tables = madeTables();

/** The decoded string as latin1 text, or null when the bytes are no Huffman code or their padding is wrong. */
export function huffmanText(bytes: Uint8Array): string | null {
  const out = Buffer.allocUnsafe(Math.ceil((bytes.length * 8) / 5));
  let state = 0;
  let length = 0;
  for (const byte of bytes) {
    for (const half of [byte >> 4, byte & 15]) {
      const step = tables.steps[state * 16 + half] ?? broken;
      if (step === broken) return null;
      state = step & 255;
      if (step > 255) out[length++] = (step >> 8) - 1;
    }
  }
  return tables.mayEnd[state] === 1 ? out.toString("latin1", 0, length) : null;
}

/** The code as a binary tree: children of node n at 2n and 2n + 1; a leaf is minus one minus its symbol. */
function madeTree(): number[] {
  const order = codeBits
    .map((_, symbol) => symbol)
    .sort((one, other) => bitsOf(one) - bitsOf(other) || one - other);
  const tree = [0, 0];
  let code = 0;
  let bits = 0;
  for (const symbol of order) {
    code = code * 2 ** (bitsOf(symbol) - bits);
    bits = bitsOf(symbol);
    let node = 0;
    for (let bit = bits - 1; bit > 0; bit -= 1)
      node = childOf(tree, node * 2 + (Math.floor(code / 2 ** bit) & 1));
    tree[node * 2 + (code & 1)] = -1 - symbol;
    code += 1;
  }
  return tree;
}

function childOf(tree: number[], place: number): number {
  const known = tree[place] ?? 0;
  if (known > 0) return known;
  const made = tree.length / 2;
  tree.push(0, 0);
  tree[place] = made;
  return made;
}

function bitsOf(symbol: number): number {
  return codeBits[symbol] ?? 0;
}

function madeTables(): Tables {
  const tree = madeTree();
  const steps = new Int32Array((tree.length / 2) * 16);
  for (let state = 0; state < tree.length / 2; state += 1) {
    for (let half = 0; half < 16; half += 1) steps[state * 16 + half] = stepOf(tree, state, half);
  }
  const mayEnd = new Uint8Array(tree.length / 2);
  let state = 0;
  for (let ones = 0; ones < 8; ones += 1) {
    mayEnd[state] = 1;
    state = tree[state * 2 + 1] ?? 0;
  }
  return { steps, mayEnd };
}

/** Four bits from a state on. No code is shorter than five bits, so at most one byte comes out. */
function stepOf(tree: readonly number[], from: number, half: number): number {
  let state = from;
  let emitted = 0;
  for (let bit = 3; bit >= 0; bit -= 1) {
    const next = tree[state * 2 + ((half >> bit) & 1)] ?? 0;
    if (next === -1 - endOfString) return broken;
    state = Math.max(next, 0);
    if (next < 0) emitted = -next;
  }
  return (emitted << 8) | state;
}
