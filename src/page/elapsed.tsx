// How long a request has been under way, counted on while it is shown.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { durationWords } from "./words.ts";

const everyMs = 500;

/** The time since a moment of this machine's clock; nothing where the moment is not known. */
export function Elapsed({ since }: { readonly since: string | null }): JSX.Element | null {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, []);
  const from = since === null ? Number.NaN : Date.parse(since);
  return Number.isNaN(from) ? null : <>{durationWords(Math.max(now - from, 0))}…</>;
}
