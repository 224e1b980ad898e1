import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { SignedRequest } from "../src/core.ts";
import { derive, explain, parse, verify } from "../src/core.ts";
import { signedExample } from "../src/diagnosis/example.ts";
import { latin1 } from "../src/http/http-message.ts";
import { testFolder } from "./support/piped-countersign.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const keys = [
  { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
];

function request(changes: Partial<Parameters<typeof signedExample>[0]> = {}): SignedRequest {
  const url = "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";
  const made = signedExample({
    url,
    service: "sts",
    headers: [["x-amz-meta-a", "one two"]],
    ...changes,
  }).request;
  const body = made.body.content ? latin1(made.body.content) : null;
  return { method: made.method, url: `https://${made.authority}${made.target}`, headers: made.headers, body };
}

describe("parse", () => {
  test("gives the claim", () => {
    expect(parse(request())).toMatchObject({
      form: "authorization-header",
      algorithm: "AWS4-HMAC-SHA256",
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      credentialScope: { date: "20260102", region: "us-east-1", service: "sts", terminator: "aws4_request" },
      signedHeaders: ["host", "x-amz-date", "x-amz-meta-a"],
      amzDate: "20260102T030405Z",
      sessionToken: "absent",
    });
  });

  test("says why there is none", () => {
    const authorization = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE";
    expect(parse({ method: "GET", url: "https://h/", headers: {} })).toEqual({ refused: "absent" });
    expect(parse({ method: "GET", url: "https://h/", headers: { authorization: "Bearer x" } })).toEqual({
      refused: "other-scheme",
    });
    expect(parse({ method: "GET", url: "https://h/", headers: { authorization } })).toEqual({
      refused: "component-missing",
    });
  });
});

describe("derive", () => {
  test("gives every intermediate, with a key the signature too", () => {
    const parsed = parse(request());
    const made = derive(request(), keys);
    expect(made?.canonicalRequest).toMatch(/^GET\n\/\nAction=GetCallerIdentity&Version=2011-06-15\nhost:sts/);
    expect(made?.stringToSign).toMatch(
      /^AWS4-HMAC-SHA256\n20260102T030405Z\n20260102\/us-east-1\/sts\/aws4_request\n[0-9a-f]{64}$/,
    );
    expect(made?.calculatedSignature).toBe("providedSignature" in parsed ? parsed.providedSignature : "");
    expect(derive(request())?.calculatedSignature).toBeNull();
    expect(derive({ method: "GET", url: "https://h/", headers: {} })).toBeNull();
  });
});

describe("verify", () => {
  test("tells the five verdicts apart", () => {
    const headers = { authorization: "AWS4-HMAC-SHA256 Credential=x" };
    expect(verify(request(), keys).verdict).toBe("valid");
    expect(verify(request({ secret: `${keys[0]?.secretAccessKey}x` }), keys).verdict).toBe("mismatch");
    expect(verify(request(), []).verdict).toBe("unverifiable");
    expect(verify({ method: "GET", url: "https://h/", headers }, keys)).toEqual({
      verdict: "malformed",
      derived: null,
    });
    expect(verify({ method: "GET", url: "https://h:443/", headers: {} }, keys)).toEqual({
      verdict: "unsigned",
      derived: null,
    });
  });
});

describe("explain", () => {
  test("proves the cause of a mismatch", async () => {
    const wrong = request({ secret: `${keys[0]?.secretAccessKey}\n` });
    const examination = await explain(wrong, { keys });
    expect([examination.verdict, examination.causes]).toEqual(["mismatch", ["secret-whitespace-newline"]]);
    expect(examination.proof?.reproduces).toBe(true);
    expect(JSON.stringify(examination)).not.toContain("K7MDENG");
  });

  test("judges time by the clock that is given, and the answer where there is one", async () => {
    const late = await explain(request(), { keys, nowEpochMs: Date.UTC(2026, 0, 2, 4) });
    expect(late.causes).not.toEqual([]);
    const response = { status: 200, headers: { Date: "Fri, 02 Jan 2026 03:04:05 GMT" }, body: "<x/>" };
    expect(await explain(request(), { keys, response })).toMatchObject({
      verdict: "valid",
      causes: [],
      response: { status: 200 },
    });
  });
});

describe("the package's entry", () => {
  const { exports: entries } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

  interface Chunk {
    readonly fileName: string;
    readonly code: string;
    readonly imports: readonly string[];
    readonly isEntry: boolean;
  }

  /** The bundler that comes with vitest. */
  async function bundled(text: string): Promise<{ code: string; builtins: readonly string[] }> {
    const folder = testFolder("core");
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules", "countersign"));
    writeFileSync(join(folder, "use.mjs"), text);
    const ofVitest = createRequire(createRequire(import.meta.url).resolve("vitest/package.json"));
    const { rolldown } = await import(
      createRequire(ofVitest.resolve("vite/package.json")).resolve("rolldown")
    );
    const external = (id: string): boolean => id.startsWith("node:") || builtinModules.includes(id);
    const input = join(folder, "use.mjs");
    const bundle = await rolldown({ input, external, platform: "node", logLevel: "silent" });
    const { output } = await bundle.generate({ format: "esm" });
    await bundle.close();
    return reached(output);
  }

  /** What is loaded with the entry. The independent signer is loaded apart from it, and only for a mismatch that nothing explains. */
  function reached(output: readonly Chunk[]): { code: string; builtins: readonly string[] } {
    const waiting = output.filter(({ isEntry }) => isEntry);
    const seen = new Set<Chunk>();
    const builtins = new Set<string>();
    for (let chunk = waiting.pop(); chunk !== undefined; chunk = waiting.pop()) {
      seen.add(chunk);
      for (const name of chunk.imports) {
        const next = output.find(({ fileName }) => fileName === name);
        if (next === undefined) builtins.add(name.replace(/^node:/, ""));
        else if (!seen.has(next)) waiting.push(next);
      }
    }
    return { code: [...seen].map(({ code }) => code).join("\n"), builtins: [...builtins].sort() };
  }

  test("reaches no file, no network and no process, in all that a bundler keeps", async () => {
    const { code, builtins } = await bundled('import * as core from "countersign/core"; console.log(core);');
    // The bundler's own helper for CommonJS packages imports node:module.
    expect(builtins.filter((name) => name !== "module")).toEqual(["crypto", "zlib"]);
    expect(code).toContain("aws4_request");
    expect(code).not.toMatch(/require\("(?:node:)?(?:fs|net|http|https|child_process|tls|dns)"\)/);
  });

  test("leaves out what is not used: parse is a small part of explain", async () => {
    const small = await bundled('import { parse } from "countersign/core"; console.log(parse);');
    const whole = await bundled('import { explain } from "countersign/core"; console.log(explain);');
    expect(small.code.length * 5).toBeLessThan(whole.code.length);
    expect(small.code).not.toContain("secret-whitespace-newline");
  });

  test("has types that a strict program can use", { timeout: 120_000 }, () => {
    expect(entries["./core"]).toEqual({ types: "./dist/core.d.ts", default: "./dist/core.js" });
    const folder = testFolder("core-types");
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules", "countersign"));
    const text = `import { explain, parse, verify } from "countersign/core";
      import type { SignedRequest } from "countersign/core";
      const request: SignedRequest = { method: "GET", url: "https://x/", headers: { a: "b" } };
      const parsed = parse(request);
      export const form: string = "refused" in parsed ? parsed.refused : parsed.form;
      export const causes: Promise<readonly string[]> = explain(request).then((one) => one.causes);
      // @ts-expect-error a verdict is none of these
      export const wrong: "perhaps" = verify(request, []).verdict;`;
    writeFileSync(join(folder, "use.mts"), text);
    const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    const options = ["--noEmit", "--strict", "--module", "NodeNext", "--target", "ES2022", "use.mts"];
    const run = spawnSync(process.execPath, [compiler, ...options], { cwd: folder, encoding: "utf8" });
    expect(run.stdout).toBe("");
  });
});
