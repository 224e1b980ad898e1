// What passes where evidence is off, as the inspector shows it: redacted by the same list as evidence, and held in memory alone.
import { randomBytes } from "node:crypto";
import { itemOf } from "../evidence/evidence-reader.ts";
import { unpackExchange } from "../evidence/exchange-pack.ts";
import { keyedMark } from "../evidence/keyed-mark.ts";
import { storedRecord } from "../evidence/stored-record.ts";
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import { inspectedStored } from "./inspected-evidence.ts";
import type { PassedExchange } from "./inspector-thread.ts";

/** Makes exchanges fit to be shown; null for one that cannot be. Never throws. */
export function inspectedPassed(): (passed: PassedExchange) => InspectedExchange | null {
  const mark = keyedMark(randomBytes(32));
  return ({ text, request, response }) => {
    try {
      const { exchange } = storedRecord(unpackExchange(text, { request, response }), "redacted", mark);
      const item = itemOf(JSON.stringify(exchange), 1, null);
      return item?.kind === "exchange" ? inspectedStored(item) : null;
    } catch {
      return null;
    }
  };
}
