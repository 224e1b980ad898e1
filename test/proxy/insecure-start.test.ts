import { describe, expect, it } from "vitest";
import { insecureStartReasons } from "../../src/proxy/insecure-start.ts";

describe("an insecure start", () => {
  it("is none in usual surroundings", () => {
    expect(
      insecureStartReasons({ env: { NODE_OPTIONS: "--max-old-space-size=100" }, execArgv: ["--cpu-prof"] }),
    ).toEqual([]);
    expect(insecureStartReasons({ env: { NODE_TLS_REJECT_UNAUTHORIZED: "1" }, execArgv: [] })).toEqual([]);
  });
  it("is named for each setting that makes it so", () => {
    const env = {
      NODE_TLS_REJECT_UNAUTHORIZED: "0",
      NODE_OPTIONS: "--trace-warnings --insecure_http_parser",
    };
    expect(insecureStartReasons({ env, execArgv: [] })).toHaveLength(2);
    const quoted = { NODE_OPTIONS: '"--insecure-http-parser" --trace-warnings' };
    expect(insecureStartReasons({ env: quoted, execArgv: [] })).toHaveLength(1);
    expect(insecureStartReasons({ env: {}, execArgv: ["--insecure-http-parser"] })).toHaveLength(1);
  });
});
