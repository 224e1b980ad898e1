// NODE_OPTIONS for a child: what was there, and our preload once.
import { fileURLToPath } from "node:url";

/** The file that leads a Node.js program's connections through the proxy. */
export const preloadFile: string = fileURLToPath(new URL("./node-preload.cjs", import.meta.url));

/** The options with the preload in front, so that it is there before the program's own preloads open a connection. */
export function nodeOptions(present: string, file: string): string {
  const option = `--require=${quoted(file)}`;
  if (present.includes(option)) return present;
  return present.trim() === "" ? option : `${option} ${present}`;
}

/** Node splits at blanks outside double quotes, and takes a backslash inside them as an escape. */
function quoted(file: string): string {
  return /[\s"\\]/.test(file) ? `"${file.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : file;
}
