// The container of a bundle: POSIX ustar in one spelling. Whoever reads compares every byte of it, so nothing can hide in a header.

/** Bytes of a block, and of a header. */
export const blockBytes = 512;

/** The header of a regular file: a pure function of name and size, so that a reader can compare it. Latin1 name of at most 99 bytes. */
export function tarHeader(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(blockBytes);
  header.write(name, 0, 99, "latin1");
  header.write("0000600\0", 100, "latin1");
  header.write("0000000\0", 108, "latin1");
  header.write("0000000\0", 116, "latin1");
  header.write(`${bytes.toString(8).padStart(11, "0")}\0`, 124, "latin1");
  header.write("00000000000\0", 136, "latin1");
  header.write("        0", 148, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
}

/** The zero bytes that follow a file of this length. */
export function tarPadding(bytes: number): Buffer {
  return Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes);
}

/** The two zero blocks at the end. */
export const tarEnd: Buffer = Buffer.alloc(2 * blockBytes);

/** A header read again: null when it is not byte for byte the one that `tarHeader` makes. Total. */
export function readTarHeader(header: Buffer): { readonly name: string; readonly bytes: number } | null {
  if (header.length !== blockBytes) return null;
  const end = header.indexOf(0);
  if (end < 1 || end > 99) return null;
  const name = header.toString("latin1", 0, end);
  const digits = header.toString("latin1", 124, 135);
  if (
    !/^[0-7]{11}$/.test(digits) ||
    !/^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/.test(name)
  )
    return null;
  const bytes = Number.parseInt(digits, 8);
  return tarHeader(name, bytes).equals(header) ? { name, bytes } : null;
}
