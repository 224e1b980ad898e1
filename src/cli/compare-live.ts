// `compare --tap-of`: two taps that run, followed until a signal or the end of one of them.
import { setTimeout as pause } from "node:timers/promises";
import { CountersignError } from "../http/countersign-error.ts";
import type { TapJoin } from "../report/tap-join.ts";
import { openTapJoin } from "../report/tap-join.ts";
import type { CommandContext } from "./command-context.ts";
import type { ToldPairs } from "./compare-told.ts";
import { openTold } from "./compare-told.ts";
import type { LiveTap, TapNews } from "./live-tap.ts";
import { openLiveTap } from "./live-tap.ts";
import type { Settings } from "./settings.ts";
import { isAddress, tapAddress } from "./tap-address.ts";

/** What is followed. */
export interface LiveComparison {
  readonly settings: Pick<Settings, "json">;
  /** False ends when everything that has passed is compared. */
  readonly follow: boolean;
  /** Whether the taps stand on the command line. */
  readonly typed: boolean;
  /** As `--tap-of` has them, the one nearer to the client first. */
  readonly taps: readonly [near: string, far: string];
}

const pauseMs = 200;
/** An answered request has passed both taps; the second keeps it a moment later. */
const waits = { likelyMs: 2000, aloneMs: 10_000, most: 5000 };

/** Follows two taps; gives the exit status. Throws ERR_TAP_UNREACHABLE and ERR_TAP_REFUSED where a tap never answered. */
export async function compareLive(live: LiveComparison, context: CommandContext): Promise<number> {
  const { output, workingFolder } = context;
  const addresses = live.taps.map((text) => tapAddress(text, workingFolder));
  if (live.typed && live.taps.some(isAddress))
    output.err(
      "note: the key of an inspector stands on this command line, where every user of the machine can read it: name a file instead, or set COUNTERSIGN_TAP_OF",
    );
  const [before, after] = addresses.map((address) => openLiveTap(address));
  if (!before || !after) throw new Error("this is a bug: two addresses make two taps");
  const join = openTapJoin(waits);
  const told = openTold(live.settings.json, context);
  const stop = new AbortController();
  const stopped = (): void => stop.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stopped);
  try {
    const ended = await followed(
      { before, after, join, told, signal: stop.signal, follow: live.follow },
      context,
    );
    if (ended !== null) output.err(`note: ${ended}`);
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stopped);
    for (const tap of [before, after]) tap.close();
  }
  tellMissing([before, after], join, context);
  return told.end();
}

interface Followed {
  readonly before: LiveTap;
  readonly after: LiveTap;
  readonly join: TapJoin;
  readonly told: ToldPairs;
  readonly signal: AbortSignal;
  readonly follow: boolean;
}

/** Until a signal, the reader's going, or the end of a tap; why it ended where that is worth a word. */
async function followed(live: Followed, { output }: CommandContext): Promise<string | null> {
  const { join, told, signal, follow } = live;
  let [looks, quietLooks] = [0, 0];
  while (!signal.aborted && !output.gone()) {
    const look = await looked(live, looks > 0);
    looks += 1;
    quietLooks = look.quiet ? quietLooks + 1 : 0;
    const last = isLast(look, quietLooks, follow);
    for (const pair of last ? join.rest() : join.complete(performance.now(), look.current))
      await told.pair(pair);
    if (last) return look.ended;
    if (look.current) await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

/** What a look at both taps gave. */
interface Look {
  /** Both were read to their end. */
  readonly current: boolean;
  /** And nothing had come. */
  readonly quiet: boolean;
  readonly ended: string | null;
}

/** One quiet look is not enough: what has just passed is kept a moment later. */
function isLast({ current, ended }: Look, quietLooks: number, follow: boolean): boolean {
  return ended === null ? !follow && quietLooks > 1 : current;
}

/** What both taps have that is new. */
async function looked({ before, after, join }: Followed, haveAnswered: boolean): Promise<Look> {
  const [near, far] = await Promise.all([newsOf(before, haveAnswered), newsOf(after, haveAnswered)]);
  join.add("before", near.places, performance.now());
  join.add("after", far.places, performance.now());
  const current = near.current && far.current;
  const quiet = current && near.places.length + far.places.length === 0;
  return { current, quiet, ended: near.ended ?? far.ended };
}

/** A tap that answered before and does no more has ended; one that never did is a failure. */
async function newsOf(
  tap: LiveTap,
  hasAnswered: boolean,
): Promise<TapNews & { readonly ended: string | null }> {
  try {
    return { ...(await tap.next()), ended: null };
  } catch (error) {
    if (!hasAnswered || !(error instanceof CountersignError)) throw error;
    return { places: [], current: true, ended: error.message };
  }
}

function tellMissing(taps: readonly LiveTap[], join: TapJoin, { output }: CommandContext): void {
  for (const tap of taps)
    if (tap.unread() > 0) output.err(`note: ${tap.unread()} requests of ${tap.name} could not be read`);
  if (join.letGo() > 0)
    output.err(
      `note: ${join.letGo()} requests were not compared: more waited for their partner than are held`,
    );
  if (join.waiting() > 0)
    output.err(`note: ${join.waiting()} requests were seen at one tap alone when it ended`);
}
