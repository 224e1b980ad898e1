// The evidence of the newest run, for commands that were given no input.
import { newestEvidence } from "../evidence/retention.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { visibleText } from "../report/visible-text.ts";
import type { CommandContext } from "./command-context.ts";
import { stateFolder } from "./session-evidence.ts";

/** Its file, which is told on standard error. Throws ERR_USAGE where there is none; `hint` says what to give the command instead. */
export function newestEvidenceFile(
  { home, output }: Pick<CommandContext, "home" | "output">,
  command: string,
  hint: string,
): string {
  const file = home === "" ? null : newestEvidence(stateFolder(home));
  if (file === null)
    throw new CountersignError(
      "ERR_USAGE",
      `${command} needs an input: there is no evidence of an earlier run`,
      {
        hint,
      },
    );
  output.err(`note: the newest evidence: ${visibleText(file)}`);
  return file;
}
