// Which exchanges may be left out where more passes than is worth its cost: right ones, beyond so many a second. The others never.
import type { Examination } from "../diagnosis/examination.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";

/** Decides for each exchange, in the order they end. */
export type Admission = (examination: Examination, exchange: CapturedExchange, nowEpochMs: number) => boolean;

/** Takes every exchange that says something, and of the right ones so many a second; zero takes all. */
export function admission(rightPerSecond: number): Admission {
  let room = rightPerSecond;
  let sinceEpochMs = 0;
  return (examination, exchange, nowEpochMs) => {
    if (rightPerSecond === 0 || !isRight(examination, exchange)) return true;
    const grown = (Math.max(0, nowEpochMs - sinceEpochMs) * rightPerSecond) / 1000;
    room = Math.min(rightPerSecond, room + grown);
    sinceEpochMs = nowEpochMs;
    if (room < 1) return false;
    room -= 1;
    return true;
  };
}

/** Answered without an error, whole, and nothing found that would be an error or a warning. */
function isRight({ verdict, findings, agrees }: Examination, { state, response }: CapturedExchange): boolean {
  if (verdict === "mismatch" || verdict === "malformed" || agrees === false) return false;
  if (state !== "complete" || !response || response.status >= 400) return false;
  return findings.every(({ severity }) => severity === "note");
}
