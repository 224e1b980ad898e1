import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CountersignError } from "../../src/http/countersign-error.ts";

describe("CountersignError", () => {
  it("carries a code, a hint and its cause", () => {
    const cause = new Error("below");
    const error = new CountersignError("ERR_PORT_IN_USE", "port 8080 is taken", {
      hint: "use --port",
      cause,
    });
    expect([error.code, error.message, error.hint, error.cause, error.name]).toEqual([
      "ERR_PORT_IN_USE",
      "port 8080 is taken",
      "use --port",
      cause,
      "CountersignError",
    ]);
  });
  it("has no hint unless given one", () => {
    expect(new CountersignError("ERR_USAGE", "no").hint).toBeNull();
  });
});

describe("the codes of errors", () => {
  it("are all made somewhere", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const texts = new Map(files.map((name) => [name, readFileSync(`src/${name}`, "utf8")]));
    const union = texts.get("http/countersign-error.ts") ?? "";
    texts.delete("http/countersign-error.ts");
    const others = [...texts.values()].join("");
    const codes = [...union.matchAll(/^ {2}\| "(ERR_[A-Z_]+)"/gm)].map(([, code = ""]) => code);
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => !others.includes(code))).toEqual([]);
  });
});
