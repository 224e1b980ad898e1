// Which folder the certificate authority lives in.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { CommandContext } from "./command-context.ts";

/** The folder: as chosen, else `certs/` of a checkout of countersign, else `~/.countersign/certs`. */
export function certificateFolder(
  chosen: string | null,
  context: Pick<CommandContext, "workingFolder" | "home">,
): string {
  if (chosen !== null) return resolve(context.workingFolder, chosen);
  const checkout = fileURLToPath(new URL("../../", import.meta.url));
  // An installed package has no sources; a checkout has.
  return existsSync(join(checkout, "src", "main.ts"))
    ? join(checkout, "certs")
    : join(context.home, ".countersign", "certs");
}
