// The `mcp` command: a Model Context Protocol server on standard input and output, for coding assistants.
import type { Command } from "commander";
import { CountersignError } from "../http/countersign-error.ts";
import type { CommandContext } from "./command-context.ts";
import { mcpTools } from "./mcp-tools.ts";

/** Declares `mcp`. */
export function mcpCommand(program: Command, context: CommandContext): void {
  program
    .command("mcp")
    .description("serve coding assistants over the Model Context Protocol on standard input and output")
    .action(async () => {
      await serve(context);
      context.finish(0);
    })
    .addHelpText("after", help);
}

const help = `
An assistant starts it by itself; it ends when its standard input does. Tools: explain, doctor, list, show. They read and never send.
No secret is shown: what list and show give is redacted as evidence is.

Examples:
  $ npx countersign mcp

A client's configuration:
  {"mcpServers": {"countersign": {"command": "npx", "args": ["countersign", "mcp"]}}}`;

/** Serves until standard input ends. The protocol's package is loaded only here. */
async function serve(context: CommandContext): Promise<void> {
  const { Server } = await import("@modelcontextprotocol/sdk/server/index.js");
  const { StdioServerTransport } = await import("@modelcontextprotocol/sdk/server/stdio.js");
  const { CallToolRequestSchema, ListToolsRequestSchema } = await import(
    "@modelcontextprotocol/sdk/types.js"
  );
  const server = new Server(
    { name: "countersign", version: context.version },
    { capabilities: { tools: {} } },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: mcpTools.map(({ name, description, inputSchema }) => ({
      ...{ name, description },
      inputSchema: { ...inputSchema, required: [...inputSchema.required] },
      annotations: { readOnlyHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const { text, isError } = await answer(params.name, params.arguments ?? {}, context);
    return { content: [{ type: "text", text }], isError };
  });
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once("end", resolve);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}

/** A tool's answer, or what was wrong in words that the assistant can act on. */
export async function answer(
  name: string,
  given: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<{ readonly text: string; readonly isError: boolean }> {
  const tool = mcpTools.find((one) => one.name === name);
  if (tool === undefined)
    return { text: `there is no tool ${JSON.stringify(name.slice(0, 60))}`, isError: true };
  try {
    return { text: await tool.call(given, context), isError: false };
  } catch (error) {
    const hint = error instanceof CountersignError && error.hint !== null ? ` (${error.hint})` : "";
    return { text: `${error instanceof Error ? error.message : "it failed"}${hint}`, isError: true };
  }
}
