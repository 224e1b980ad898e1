// Two canonical texts line by line, with the changed bytes of each changed line marked out.

/** A stretch of one line; `changed` where the two sides differ. */
export interface DiffPiece {
  readonly text: string;
  readonly changed: boolean;
}

/** One line of the difference between what was sent and what was signed. */
export interface DiffLine {
  readonly kind: "same" | "sent" | "signed";
  readonly pieces: readonly DiffPiece[];
}

/** Lines beyond this many on one side are compared by common beginning and end alone. */
const alignedLines = 300;

/** The line difference of two texts, in order; a line that changed stands as `sent` then `signed`. */
export function canonicalDiff(sent: string, signed: string): DiffLine[] {
  const before = sent.split("\n");
  const after = signed.split("\n");
  const head = commonCount(before, after, 0);
  const tail = commonCount([...before].reverse(), [...after].reverse(), head);
  const sentLines = before.slice(head, before.length - tail);
  const signedLines = after.slice(head, after.length - tail);
  return [
    ...before.slice(0, head).map(sameLine),
    ...alignment(sentLines, signedLines),
    ...before.slice(before.length - tail).map(sameLine),
  ];
}

/** How many first lines are equal, leaving alone the `taken` lines that the other end has counted. */
function commonCount(a: readonly string[], b: readonly string[], taken: number): number {
  const limit = Math.min(a.length, b.length) - taken;
  let count = 0;
  while (count < limit && a[count] === b[count]) count += 1;
  return count;
}

function sameLine(text: string): DiffLine {
  return { kind: "same", pieces: [{ text, changed: false }] };
}

/** Equal lines in between keep their place (longest common subsequence); what lies between them is paired up. */
function alignment(sent: readonly string[], signed: readonly string[]): DiffLine[] {
  if (sent.length > alignedLines || signed.length > alignedLines) return changedBlock(sent, signed);
  const lengths = commonLengths(sent, signed);
  const lines: DiffLine[] = [];
  let [from, to] = [0, 0];
  let [blockFrom, blockTo] = [0, 0];
  while (from < sent.length && to < signed.length) {
    if (sent[from] === signed[to]) {
      lines.push(
        ...changedBlock(sent.slice(blockFrom, from), signed.slice(blockTo, to)),
        sameLine(sent[from] ?? ""),
      );
      from += 1;
      to += 1;
      [blockFrom, blockTo] = [from, to];
    } else if (lengthAt(lengths, from + 1, to) >= lengthAt(lengths, from, to + 1)) from += 1;
    else to += 1;
  }
  return [...lines, ...changedBlock(sent.slice(blockFrom), signed.slice(blockTo))];
}

function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = lengths[i] ?? [];
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const equal = a[i] === b[j];
      row[j] = equal
        ? lengthAt(lengths, i + 1, j + 1) + 1
        : Math.max(lengthAt(lengths, i + 1, j), row[j + 1] ?? 0);
    }
  }
  return lengths;
}

function lengthAt(lengths: readonly (readonly number[])[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}

/** Lines of the same header, or of none, are shown one above the other; the order of both sides is kept. */
function changedBlock(sent: readonly string[], signed: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let next = 0;
  for (const line of sent) {
    const partner = signed.findIndex((other, at) => at >= next && headerName(other) === headerName(line));
    if (partner < 0) lines.push(wholeLine("sent", line));
    else {
      lines.push(...signed.slice(next, partner).map((other) => wholeLine("signed", other)));
      lines.push(...pair(line, signed[partner] ?? ""));
      next = partner + 1;
    }
  }
  return [...lines, ...signed.slice(next).map((line) => wholeLine("signed", line))];
}

function wholeLine(kind: "sent" | "signed", text: string): DiffLine {
  return { kind, pieces: [{ text, changed: true }] };
}

/** The lower-case name in front of the colon; lines that are no header share the empty name. */
export function headerName(line: string): string {
  return /^([^\s:/?=]+):/.exec(line)?.[1] ?? "";
}

function pair(sent: string, signed: string): DiffLine[] {
  const limit = Math.min(sent.length, signed.length);
  let head = 0;
  while (head < limit && sent[head] === signed[head]) head += 1;
  let tail = 0;
  while (tail < limit - head && sent[sent.length - 1 - tail] === signed[signed.length - 1 - tail]) tail += 1;
  return [
    { kind: "sent", pieces: pieces(sent, head, tail) },
    { kind: "signed", pieces: pieces(signed, head, tail) },
  ];
}

function pieces(line: string, head: number, tail: number): DiffPiece[] {
  const end = line.length - tail;
  return [
    { text: line.slice(0, head), changed: false },
    { text: line.slice(head, end), changed: true },
    { text: line.slice(end), changed: false },
  ].filter(({ text }) => text !== "");
}
