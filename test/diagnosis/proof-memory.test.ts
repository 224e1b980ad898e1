import { describe, expect, it } from "vitest";
import { rememberProofs, requestShape } from "../../src/diagnosis/proof-memory.ts";
import { contextOf } from "../support/context-of.ts";

const at = (path: string, method = "GET") =>
  contextOf({ method, url: `https://examplebucket.s3.us-east-1.amazonaws.com${path}` });

describe("the memory of proofs", () => {
  it("knows the rules of the last proof for requests of one shape", () => {
    const memory = rememberProofs();
    memory.remember(at("/a"), ["host-port"]);
    expect(memory.rulesFor(at("/b"))).toEqual(["host-port"]);
    expect(memory.rulesFor(at("/a", "PUT"))).toEqual([]);
    memory.remember(at("/c"), ["content-type-changed"]);
    expect(memory.rulesFor(at("/a"))).toEqual(["content-type-changed"]);
  });
  it("forgets the shape unused longest when it is full", () => {
    const memory = rememberProofs(2);
    for (const method of ["GET", "PUT", "GET", "POST"]) memory.remember(at("/", method), [method]);
    expect(["GET", "PUT", "POST"].map((method) => memory.rulesFor(at("/", method)))).toEqual([
      ["GET"],
      [],
      ["POST"],
    ]);
  });
  it("tells shapes by key, place, host, form, method and signed headers, not by path or time", () => {
    expect(requestShape(at("/a?x=1"))).toBe(requestShape(at("/b")));
    expect(requestShape(at("/a"))).not.toContain("/a\n");
  });
});
