// A campaign with its report: figures of the proxy's process before and after, and whether everything held.
import { openArena } from "./arena.ts";
import type { CampaignFigures, Failure } from "./campaign.ts";
import { campaign } from "./campaign.ts";

/** Sizes of a campaign; `seconds` of 0 stand for no bound of time. */
export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  readonly from: number;
  readonly seconds: number;
  readonly slots: number;
}

const mebibyte = 1_048_576;

/** Runs a campaign and tells about it line by line. True when nothing exited, disagreed, leaked or grew. */
export async function fuzz(options: FuzzOptions, tell: (line: string) => void): Promise<boolean> {
  const { seed, from, seconds, slots } = options;
  const arena = await openArena(slots);
  // What the first inputs leave behind (certificates, compiled code) is not growth.
  const warmUp = Math.min(5000, Math.floor(options.inputs / 2));
  const first = await campaign(arena, { seed, from, inputs: warmUp });
  const tellFailure = ({ index, why, attempt }: Failure): void => {
    tell(`FAILED --seed ${seed} --from ${index} --inputs 1: ${why.join("; ")}`);
    tell(`       ${JSON.stringify(attempt)}`);
  };
  for (const failure of first.failures) tellFailure(failure);
  let told = 0;
  const before = await settledFigures(arena);
  tell(`seed ${seed}: ${warmUp} inputs to warm up, then ${before.text}`);
  const milliseconds = seconds > 0 ? seconds * 1000 : Number.POSITIVE_INFINITY;
  const progress = ({ done, failures, milliseconds: passed }: CampaignFigures): void => {
    tell(`${done} inputs in ${(passed / 1000).toFixed(0)} s, ${failures.length} failures`);
    for (; told < failures.length; told += 1) tellFailure(failures[told] as Failure);
  };
  const inputs = options.inputs - warmUp;
  const rest = await campaign(arena, { seed, from: from + warmUp, inputs, milliseconds, progress });
  for (const failure of rest.failures.slice(told)) tellFailure(failure);
  const failures = [...first.failures, ...rest.failures];
  const exited = first.exited ?? rest.exited;
  if (exited !== null) {
    tell(`THE PROXY ENDED: ${exited}`);
    await arena.close();
    return false;
  }
  const after = await settledFigures(arena);
  const done = first.done + rest.done;
  const grown = (after.heapBytes - before.heapBytes) / mebibyte;
  tell(
    `${done} inputs: 0 exits, ${failures.length} disagreements, ${after.leaked} sockets left open, ` +
      `heap ${grown.toFixed(1)} MiB more (${((grown / done) * 1e6).toFixed(1)} MiB for a million), ${after.text}`,
  );
  for (const line of after.failures) tell(`UNHANDLED ${line}`);
  await arena.close();
  return failures.length === 0 && after.leaked === 0 && after.failures.length === 0 && grown < 32;
}

async function settledFigures(
  arena: Awaited<ReturnType<typeof openArena>>,
): Promise<{ text: string; leaked: number; heapBytes: number; failures: readonly string[] }> {
  // Only the listening socket may be left.
  const leakedNow = (): number => arena.proxy.sockets() - 1 + arena.openUpstreams();
  for (let waited = 0; waited < 10_000 && leakedNow() > 0; waited += 100) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await arena.proxy.collect();
  await arena.proxy.collect();
  const { rssBytes, heapBytes, loopP99Ms, failures } = await arena.proxy.sample();
  const text = `RSS ${(rssBytes / mebibyte).toFixed(0)} MiB, heap ${(heapBytes / mebibyte).toFixed(1)} MiB, ${arena.proxy.descriptors()} descriptors, event loop p99 ${loopP99Ms.toFixed(0)} ms`;
  return { text, leaked: Math.max(0, leakedNow()), heapBytes, failures };
}
