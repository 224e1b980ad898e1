// What was asked for and what came of it: one question at a time, the last one wins.
import { useEffect, useState } from "preact/hooks";
import { AskError, askJson } from "./api.ts";

/** An answer, or why there is none. While the next is under way, the last stays. */
export interface Asked<T> {
  readonly value: T | null;
  readonly error: AskError | null;
}

/** Asks for a path, again whenever it or `again` changes; null asks nothing. */
export function useAsked<T>(path: string | null, again: unknown = 0): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>({ value: null, error: null });
  // `again` is what asks again.
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    askJson<T>(path, stop.signal).then(
      (value) => setAsked({ value, error: null }),
      (error: unknown) => {
        if (!stop.signal.aborted)
          setAsked({ value: null, error: error instanceof AskError ? error : new AskError(0, null) });
      },
    );
    return () => stop.abort();
  }, [path, again]);
  return asked;
}
