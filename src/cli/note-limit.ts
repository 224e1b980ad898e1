// What a client does wrong is told as it happens, but a client that repeats it all day must not bury everything else on the terminal.

/** Notes of one kind in a minute; a log has them all. */
const mostOfAKind = 20;
const minuteMs = 60_000;

/** Notes, of each kind no more than a few in a minute. */
export interface NoteLimit {
  /** Tells a note, or counts it. `kind`: a name of the program's own, never of a client. */
  note(kind: string, text: string): void;
  /** Tells how many were counted since the last one. */
  close(): void;
}

interface Kind {
  sinceMs: number;
  told: number;
  left: number;
}

/** Opens the limit. `nowMs`: a clock that never goes back, in milliseconds. */
export function limitNotes(
  tell: (text: string) => void,
  nowMs: () => number = () => performance.now(),
): NoteLimit {
  const kinds = new Map<string, Kind>();
  return {
    note: (kind, text) => {
      const now = nowMs();
      const known = kinds.get(kind);
      if (known === undefined || now - known.sinceMs >= minuteMs) {
        if (known !== undefined) tellLeft(tell, kind, known.left);
        kinds.set(kind, { sinceMs: now, told: 1, left: 0 });
      } else if (known.told < mostOfAKind) known.told += 1;
      else {
        if (known.left === 0)
          tell(`further notes of this kind (${kind}) are counted for a minute; a log (--log) has them all`);
        known.left += 1;
        return;
      }
      tell(text);
    },
    close: () => {
      for (const [kind, { left }] of kinds) tellLeft(tell, kind, left);
      kinds.clear();
    },
  };
}

function tellLeft(tell: (text: string) => void, kind: string, left: number): void {
  if (left > 0) tell(`${left} more of ${kind} were not told one by one`);
}
