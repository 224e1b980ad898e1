// What passes where evidence is off, as the inspector shows it: redacted by the same list as evidence, and held in memory alone.
import { randomBytes } from "node:crypto";
import { itemOf } from "../evidence/evidence-reader.ts";
import { unpackExchange, unpackHead } from "../evidence/exchange-pack.ts";
import { keyedMark } from "../evidence/keyed-mark.ts";
import { interrupted, storedHead, storedRecord } from "../evidence/stored-record.ts";
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import { isoTime } from "../report/examination-json.ts";
import type { StoredExchange } from "../report/stored-exchange.ts";
import { inspectedHead, inspectedStored } from "./inspected-evidence.ts";
import type { PassedExchange } from "./inspector-thread.ts";

/** Makes exchanges, and heads of those under way, fit to be shown; null for one that cannot be. Never throws. */
export interface InspectedPassed {
  exchange(passed: PassedExchange): InspectedExchange | null;
  head(text: string): InspectedExchange | null;
}

/** Opens one; its marks are its own. */
export function inspectedPassed(): InspectedPassed {
  const mark = keyedMark(randomBytes(32));
  const shown = (record: unknown): StoredExchange | null => {
    const item = itemOf(JSON.stringify(record), 1, null);
    return item?.kind === "exchange" ? item : null;
  };
  return {
    exchange: ({ packed, request, response }) => {
      try {
        const { exchange } = storedRecord(unpackExchange(packed, { request, response }), "redacted", mark);
        const stored = shown(exchange);
        return stored && inspectedStored(stored);
      } catch {
        return null;
      }
    },
    head: (text) => {
      try {
        const { id, request } = unpackHead(text);
        const { connection, receivedAtEpochMs } = request;
        const receivedAt = isoTime(receivedAtEpochMs);
        const stored = shown(interrupted({ id, receivedAt, connection, request: storedHead(request, mark) }));
        return stored && inspectedHead(stored);
      } catch {
        return null;
      }
    },
  };
}
