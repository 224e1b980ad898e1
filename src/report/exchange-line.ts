// One request of a live list as one line: time, verdict, method and place, answer, cause.
import type { Verdict } from "../sigv4/verify.ts";
import type { ExaminationJson } from "./examination-json.ts";
import type { Paint } from "./paint.ts";
import { clipped, outcomeWords, requestLine } from "./request-facts.ts";
import { visibleText } from "./visible-text.ts";

const paints: Readonly<Record<Verdict, keyof Paint>> = {
  valid: "green",
  mismatch: "red",
  malformed: "red",
  unverifiable: "yellow",
  unsigned: "dim",
};

/** The line; nothing in it can steer a terminal. */
export function exchangeLine(examination: ExaminationJson, paint: Paint): string {
  const { verdict, time, causes, findings } = examination;
  const certainty = (id: string): string => findings.find(({ rule }) => rule === id)?.certainty ?? "";
  const told = causes.map((id) => `${visibleText(id)} (${certainty(id)})`).join(" + ");
  const parts = [
    paint.dim(time === null ? "--:--:--" : visibleText(time.slice(11, 23))),
    paint[paints[verdict]](verdict.padEnd(12)),
    clipped(requestLine(examination), 110),
    outcomeWords(examination) === "" ? "" : `→ ${outcomeWords(examination)}`,
    told === "" ? "" : paint.bold(told),
  ];
  return parts.filter((part) => part !== "").join("  ");
}
