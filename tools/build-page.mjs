// Builds the inspector's page from src/page/ into dist/page/: one script, one style sheet, nothing that loads anything from elsewhere.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./project-files.mjs";

/** What the page is made of, in dist/. */
export const pageOutputs = ["page/index.html", "page/page.js", "page/page.css", "page/icon.svg"];

/** Builds the page. Throws where it cannot be built, or would need more than it may. */
export async function buildPage() {
  // Loaded here alone: most builds have nothing to do.
  const { build } = await import("vite");
  await build({
    configFile: false,
    root: join(projectRoot, "src/page"),
    base: "/",
    logLevel: "error",
    publicDir: "public",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: join(projectRoot, "dist/page"),
      emptyOutDir: true,
      target: "es2022",
      modulePreload: { polyfill: false },
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      rollupOptions: {
        output: { entryFileNames: "page.js", assetFileNames: "page.[ext]", codeSplitting: false },
      },
    },
  });
  const shell = readFileSync(join(projectRoot, "dist/page/index.html"), "utf8");
  // The policy of the server would refuse it at run time: better here.
  if (/<script(?![^>]*\bsrc=)|<style|\bstyle=|https?:/.test(shell))
    throw new Error("the page's shell holds a script, a style or an address of its own");
}
