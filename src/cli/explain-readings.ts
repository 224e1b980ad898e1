// The inputs of `explain` as one series of requests: evidence is read record by record, every other input at once.
import { resolve } from "node:path";
import type { InputExchange, InputRefusal } from "../inputs/input-exchange.ts";
import { visibleText } from "../report/visible-text.ts";
import type { StoredReading } from "./explain-evidence.ts";
import { evidenceReadings, isEvidence } from "./explain-evidence.ts";
import { parsedInput, readInput } from "./explain-input.ts";
import type { Settings } from "./settings.ts";

/** What reading goes by. */
export interface ReadingRun {
  readonly settings: Pick<Settings, "scheme" | "format">;
  readonly workingFolder: string;
  /** Takes sentences for people. */
  readonly note: (text: string) => void;
}

/** One request of an input, or the reason why there is none. */
export interface Reading {
  readonly id: string;
  readonly place: { readonly input: string; readonly index: number };
  readonly read: InputExchange | InputRefusal | StoredReading;
}

/** One reading for each request of each input, in order. */
export async function* readings(inputs: readonly string[], run: ReadingRun): AsyncGenerator<Reading> {
  let number = 0;
  for (const input of inputs) {
    let index = 0;
    for await (const one of readingsOf(input, run)) {
      number += 1;
      yield { id: String(number), place: { input, index }, read: one };
      index += 1;
    }
  }
}

/** The same of a text at hand. */
export async function* textReadings(
  bytes: Uint8Array,
  settings: ReadingRun["settings"],
): AsyncGenerator<Reading> {
  const read = parsedInput(bytes, settings);
  for (const [index, one] of ("code" in read ? [read] : read).entries())
    yield { id: String(index + 1), place: { input: "text", index }, read: one };
}

/** What one input holds: evidence is read record by record, everything else at once. */
async function* readingsOf(input: string, run: ReadingRun): AsyncGenerator<Reading["read"]> {
  const { settings, workingFolder } = run;
  const path = resolve(workingFolder, input);
  if (input !== "-" && settings.format === null && isEvidence(path)) {
    yield* evidenceReadings(path, (gap) => run.note(`${visibleText(input)}: ${gap}`));
    return;
  }
  const read = await readInput(input, settings, workingFolder);
  yield* "code" in read ? [read] : read;
}
