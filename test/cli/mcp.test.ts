// The server, asked by the protocol's own client.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtProgram, countersign, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("mcp");
const client = new Client({ name: "test", version: "1" });

beforeAll(async () => {
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [builtProgram, "mcp"],
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", HOME: folder },
    }),
  );
});

afterAll(() => client.close());

test("the client learns its name, its version and its tools", async () => {
  expect(client.getServerVersion()).toMatchObject({
    name: "countersign",
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(["explain", "doctor", "list", "show"]);
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
});

test("a tool answers with text, and a wrong call with an error that says why", async () => {
  const text =
    "https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE";
  const told = await client.callTool({ name: "explain", arguments: { text } });
  expect(JSON.stringify(told.content)).toContain("presign-missing-params");
  expect(await client.callTool({ name: "show", arguments: {} })).toEqual({
    content: [{ type: "text", text: "id is missing" }],
    isError: true,
  });
});

test("the server ends with its standard input, with status 0 and nothing said", () => {
  expect(countersign(["mcp"], { workingFolder: folder })).toEqual({ status: 0, stdout: "", stderr: "" });
});

test("lines that are no messages of the protocol do not end it", () => {
  const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}\n';
  const { status, stdout } = countersign(["mcp"], { workingFolder: folder, input: `nonsense\n{}\n${ping}` });
  expect(status).toBe(0);
  expect(stdout).toContain('"id":1');
});
