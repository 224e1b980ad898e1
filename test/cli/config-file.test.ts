import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfigFile } from "../../src/cli/config-file.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("config");

function read(text: string): ReturnType<typeof readConfigFile> {
  writeFileSync(join(folder, "countersign.config.json"), text);
  return readConfigFile(folder);
}

describe("readConfigFile", () => {
  it("is empty without a file", () => {
    expect(readConfigFile(join(folder, "none")).size).toBe(0);
  });

  it("takes names as the options are written and in camel case, and values as texts", () => {
    const texts = read(
      '\ufeff{"upstream-ca": ["a.pem", "b.pem"], "failOn": "proven", "port": 0, "json": true}',
    );
    expect([...texts]).toEqual([
      ["upstreamCa", ["a.pem", "b.pem"]],
      ["failOn", ["proven"]],
      ["port", ["0"]],
      ["json", ["true"]],
    ]);
  });

  it.each([
    ["{", "is not JSON"],
    ["[]", "must hold one JSON object"],
    ["null", "must hold one JSON object"],
    ['{"prot": 1}', 'has an unknown key "prot"'],
    ['{"__proto__": 1}', 'has an unknown key "__proto__"'],
    ['{"port": {"x": 1}}', 'has a value for "port" that is no text, number, true, false or list of them'],
    ['{"port": null}', 'has a value for "port"'],
  ])("refuses %s", (text, why) => {
    expect(() => read(text)).toThrow(why);
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "ERR_CONFIG_INVALID" }));
  });

  it("refuses a folder of that name", () => {
    mkdirSync(join(folder, "odd", "countersign.config.json"), { recursive: true });
    expect(() => readConfigFile(join(folder, "odd"))).toThrow("cannot be read");
  });
});
