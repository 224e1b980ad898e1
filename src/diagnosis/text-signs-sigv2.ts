// Two Version 2 strings to sign side by side, the client's and the server's: which of their lines differ, and what that speaks for.
import type { Observation, TextsContext } from "./rule.ts";
import { looksLikeSigv2Text } from "./sigv2-answer.ts";
import { shownFact } from "./texts-view.ts";

/** What the differing line speaks for. */
export type Sigv2Difference = "content-type" | "bucket" | "other";

/** The observation for one kind of difference; empty where it is another, or a text is missing. */
export function sigv2Signs(context: TextsContext, kind: Sigv2Difference): Observation[] {
  const theirs = context.serverTexts?.stringToSign ?? null;
  const own = context.clientTexts?.stringToSign ?? context.clientTexts?.canonicalRequest ?? null;
  if (theirs === null || own === null || !looksLikeSigv2Text(theirs)) return [];
  const found = difference(linesOf(own), linesOf(theirs));
  return found?.kind === kind ? [shownFact(found.detail)] : [];
}

interface Found {
  readonly kind: Sigv2Difference;
  readonly detail: string;
}

function linesOf(text: string): string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/[\r ]+$/, ""));
}

function difference(own: readonly string[], theirs: readonly string[]): Found | null {
  const [type, served] = [own[2] ?? "", theirs[2] ?? ""];
  const said = (part: string, from: string, to: string): string =>
    `The client signed the ${part} as "${from}"; the server read "${to}".`;
  if (type !== served) return { kind: "content-type", detail: said("Content-Type", type, served) };
  const [resource = "", read = ""] = [own.at(-1), theirs.at(-1)];
  if (resource !== read && read.length < resource.length && resource.includes(read.replace(/\/$/, "")))
    return { kind: "bucket", detail: said("resource", resource, read) };
  const at = own.findIndex((line, place) => line !== theirs[place]);
  if (at < 0 && own.length === theirs.length) return null;
  return {
    kind: "other",
    detail: said(`line ${at + 1} of the string to sign`, own[at] ?? "", theirs[at] ?? ""),
  };
}
