// HPACK read, one decoder for each direction of a connection (RFC 7541): header blocks become the flat list Node gives for
// HTTP/1.1, with order and duplicates kept. Bounded, and total: any bytes give a list or a reason.
import { huffmanText } from "./huffman.ts";
import type { TableField } from "./static-table.ts";
import { staticTable } from "./static-table.ts";

/** Why a block cannot be read: its coding is broken, or it unfolds to more than a head may hold. */
export type BlockFailure = "compression" | "too-large";

/** The largest dynamic table a peer may set up, in bytes; the protocol's default is 4096. */
const largestTableBytes = 65_536;
/** Most bytes of a decoded list, each field counted with the 32 bytes RFC 9113, 6.5.2 adds. */
const largestListBytes = 98_304;
const fieldOverheadBytes = 32;

/** Decodes the header blocks of one direction, in their order on the wire. After a failure it must not be used again. */
export class HeaderDecoder {
  /** Oldest first: index 62 on the wire is the last one. */
  readonly #table: TableField[] = [];
  #tableBytes = 0;
  #limitBytes = 4096;
  #block: Uint8Array = new Uint8Array(0);
  #at = 0;

  /** Name, value, name, value: latin1 text, in wire order. */
  decode(block: Uint8Array): string[] | BlockFailure {
    this.#block = block;
    this.#at = 0;
    const list: string[] = [];
    let listBytes = 0;
    while (this.#at < block.length) {
      const first = block[this.#at] ?? 0;
      if ((first & 0xe0) === 0x20) {
        if (list.length > 0 || !this.#resize()) return "compression";
        continue;
      }
      const field = this.#field(first);
      if (field === null) return "compression";
      listBytes += bytesOf(field);
      if (listBytes > largestListBytes) return "too-large";
      list.push(field.name, field.value);
    }
    return list;
  }

  #field(first: number): TableField | null {
    if ((first & 0x80) !== 0) return this.#indexed(this.#integer(7));
    const kept = (first & 0x40) !== 0;
    const index = this.#integer(kept ? 6 : 4);
    if (index === null) return null;
    const name = index === 0 ? this.#text() : (this.#indexed(index)?.name ?? null);
    const value = name === null ? null : this.#text();
    if (name === null || value === null) return null;
    const field = { name, value };
    if (kept) this.#keep(field);
    return field;
  }

  #indexed(index: number | null): TableField | null {
    if (index === null || index === 0) return null;
    if (index <= staticTable.length) return staticTable[index - 1] ?? null;
    return this.#table[this.#table.length - (index - staticTable.length)] ?? null;
  }

  #keep(field: TableField): void {
    this.#table.push(field);
    this.#tableBytes += bytesOf(field);
    this.#evict();
  }

  #evict(): void {
    while (this.#tableBytes > this.#limitBytes) {
      const oldest = this.#table.shift();
      if (oldest === undefined) return;
      this.#tableBytes -= bytesOf(oldest);
    }
  }

  #resize(): boolean {
    const bytes = this.#integer(5);
    if (bytes === null || bytes > largestTableBytes) return false;
    this.#limitBytes = bytes;
    this.#evict();
    return true;
  }

  /** An integer behind a prefix of some bits (RFC 7541, 5.1), or null beyond 2^28 or the block's end. */
  #integer(prefixBits: number): number | null {
    const most = 2 ** prefixBits - 1;
    let value = (this.#block[this.#at++] ?? 0) & most;
    if (value < most) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#block[this.#at++];
      if (byte === undefined) return null;
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return null;
  }

  #text(): string | null {
    const coded = ((this.#block[this.#at] ?? 0) & 0x80) !== 0;
    if (this.#at >= this.#block.length) return null;
    const length = this.#integer(7);
    if (length === null || this.#at + length > this.#block.length) return null;
    const bytes = this.#block.subarray(this.#at, this.#at + length);
    this.#at += length;
    return coded
      ? huffmanText(bytes)
      : Buffer.from(bytes.buffer, bytes.byteOffset, length).toString("latin1");
  }
}

function bytesOf({ name, value }: TableField): number {
  return name.length + value.length + fieldOverheadBytes;
}
