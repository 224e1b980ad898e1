import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { bodyLimitBytes, readBody } from "../../src/sandbox/request-body.ts";

const message = (pieces: Iterable<Uint8Array>): IncomingMessage =>
  Readable.from(pieces) as unknown as IncomingMessage;

describe("readBody", () => {
  it("hashes and keeps a body, and gives its budget back", async () => {
    const budget = { bytesUnderWay: 0 };
    const body = await readBody(message([Buffer.from("ab"), Buffer.from("c")]), budget);
    expect(body).toEqual({
      bytes: 3,
      sha256Hex: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      content: Buffer.from("abc"),
    });
    expect(budget.bytesUnderWay).toBe(0);
  });

  it("hashes a body beyond the limit without keeping it", async () => {
    const budget = { bytesUnderWay: 0 };
    const piece = new Uint8Array(1024 * 1024);
    const body = await readBody(
      message(Array.from({ length: bodyLimitBytes / piece.length + 1 }, () => piece)),
      budget,
    );
    expect([body.bytes, body.content]).toEqual([129 * 1024 * 1024, null]);
    expect(budget.bytesUnderWay).toBe(0);
  });

  it("keeps nothing when others have used up the budget", async () => {
    expect(
      (await readBody(message([Buffer.from("abc")]), { bytesUnderWay: 256 * 1024 * 1024 })).content,
    ).toBeNull();
  });

  it("gives the budget back when a connection breaks", async () => {
    const budget = { bytesUnderWay: 0 };
    const broken = new Readable({ read() {} });
    broken.push("abc");
    setTimeout(() => broken.destroy(new Error("gone")), 5);
    await expect(readBody(broken as unknown as IncomingMessage, budget)).rejects.toThrow("gone");
    expect(budget.bytesUnderWay).toBe(0);
  });
});
