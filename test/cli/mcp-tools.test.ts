import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { answer } from "../../src/cli/mcp.ts";
import { mcpTools } from "../../src/cli/mcp-tools.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import { httpFile } from "../support/http-files.ts";
import { vaultLogin } from "../support/nested-tokens.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";

const folder = testFolder("mcp-tools");
const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const environment = {
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: secret,
  PATH: folder,
};
const context = { environment, home: folder, workingFolder: folder } as never;
const url = "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";

function asText(changes: Partial<Parameters<typeof signedExample>[0]> = {}): string {
  return Buffer.from(httpFile(signedExample({ url, service: "sts", ...changes }).request)).toString("latin1");
}

describe("the tools", () => {
  test("describe themselves and what they need", () => {
    expect(mcpTools.map(({ name, inputSchema }) => [name, inputSchema.required])).toEqual([
      ["explain", ["text"]],
      ["doctor", []],
      ["list", []],
      ["show", ["id"]],
    ]);
  });

  test("explain proves a mismatch with the secrets of this machine and shows none", async () => {
    const { text, isError } = await answer("explain", { text: asText({ secret: `${secret}\n` }) }, context);
    expect(isError).toBe(false);
    expect(text).toContain("secret-whitespace-newline  proven");
    expect(text).not.toContain("K7MDENG");
  });

  test("explain shows signed requests inside others, as the command does", async () => {
    const login = httpFile({
      ...signedExample({ url, service: "sts" }).request,
      method: "PUT",
      authority: "vault.example.com:8200",
      target: "/v1/auth/aws/login",
      headers: [["Host", "vault.example.com:8200"]],
      body: wholeBody(Buffer.from(vaultLogin)),
    });
    const { text } = await answer("explain", { text: Buffer.from(login).toString("latin1") }, context);
    expect(text).toMatch(/^[^\n]*PUT vault\.example\.com:8200/);
    expect(text).toMatch(/\n[^\n]*POST sts\.us-east-1\.amazonaws\.com/);
    expect(text).toContain("found in the request body of 1");
  });

  test("explain stops after ten requests and says so", async () => {
    const twelve = Array.from({ length: 12 }, () => asText()).join(
      "\r\n%%%\r\nHTTP/1.1 200 OK\r\n\r\n\r\n%%%\r\n",
    );
    const { text } = await answer("explain", { text: twelve }, context);
    expect(text.match(/valid/g)?.length).toBeGreaterThanOrEqual(10);
    expect(text).toMatch(/\nOnly the first 10 requests are explained\.$/);
  });

  test("explain says what is wrong with what it is given", async () => {
    expect(await answer("explain", {}, context)).toEqual({ text: "text is missing", isError: true });
    expect((await answer("explain", { text: asText(), now: "soon" }, context)).text).toMatch(
      /^now: .* is no time/,
    );
    expect((await answer("explain", { text: "\0\0" }, context)).isError).toBe(true);
  });

  test("doctor checks the surroundings and shows no secret", async () => {
    const { text } = await answer("doctor", {}, context);
    expect(text).toContain("credentials-source");
    expect(text).toContain("in order");
    expect(text).not.toContain("K7MDENG");
  });

  test("an unknown tool is an answer, not a failure", async () => {
    expect(await answer("rm", {}, context)).toEqual({ text: 'there is no tool "rm"', isError: true });
  });
});

describe("evidence", () => {
  beforeAll(async () => {
    expect((await answer("list", {}, context)).text).toContain("there is no evidence yet");
    mkdirSync(join(folder, "bin"));
    const program = `const https = require("node:https"); https.get("https://sts.us-east-1.amazonaws.com/?Action=X", (answer) => answer.resume());`;
    const { status } = await spawnCountersign(
      [
        "run",
        "--sandbox",
        "--port",
        "0",
        "--certs",
        "certs",
        "--fail-on",
        "never",
        "--",
        process.execPath,
        "-e",
        program,
      ],
      { workingFolder: folder },
    );
    expect(status).toBe(0);
  });

  test("list gives the requests of the newest run, and show one of them as it is stored", async () => {
    const { text } = await answer("list", { limit: 5 }, context);
    expect(text).toMatch(/^1 requests\n\S+ .*unsigned .*sts\.us-east-1\.amazonaws\.com/);
    const id = text.split("\n")[1]?.split(" ")[0] ?? "";
    const one = await answer("show", { id }, context);
    expect(JSON.parse(one.text)).toMatchObject({
      schema: "countersign.examination/1",
      id,
      verdict: "unsigned",
    });
  });

  test("an id or file that is not there is told", async () => {
    expect(await answer("show", { id: "nothing" }, context)).toMatchObject({ isError: true });
    expect(await answer("list", { file: "gone.sqlite" }, context)).toMatchObject({ isError: true });
  });
});
