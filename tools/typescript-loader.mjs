// The loader behind typescript-hooks.mjs.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import typescript from "typescript";

const compilerOptions = {
  module: typescript.ModuleKind.ESNext,
  target: typescript.ScriptTarget.ES2022,
  verbatimModuleSyntax: true,
};

export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return await nextLoad(url, context);
  const text = await readFile(fileURLToPath(url), "utf8");
  const { outputText } = typescript.transpileModule(text, { compilerOptions, fileName: url });
  return { format: "module", source: outputText, shortCircuit: true };
}
