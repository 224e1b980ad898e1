// The page's own files, read once from the build: they hold nothing that was captured, so they need no token.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One file of the page. */
export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array;
}

const names: readonly (readonly [path: string, name: string, type: string])[] = [
  ["/", "index.html", "text/html; charset=utf-8"],
  ["/page.js", "page.js", "text/javascript; charset=utf-8"],
  ["/page.css", "page.css", "text/css; charset=utf-8"],
  ["/icon.svg", "icon.svg", "image/svg+xml"],
];

/** The folder of the built page, also when this file runs from its TypeScript source. */
export function pageFolder(ownUrl: string = import.meta.url): string {
  return fileURLToPath(
    new URL("../page/", ownUrl.replace(/\/src\/inspector\/([^/]*)$/, "/dist/inspector/$1")),
  );
}

/** The files by path; those that the build did not make are not there. */
export function pageFiles(folder: string = pageFolder()): ReadonlyMap<string, PageFile> {
  return new Map(
    names.flatMap(([path, name, type]) => {
      const file = `${folder}/${name}`;
      return existsSync(file) ? [[path, { type, body: readFileSync(file) }] as const] : [];
    }),
  );
}
