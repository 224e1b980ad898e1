// Many inputs from one seed through an arena, judged by the oracle; failures are made small and told with what repeats them.
import type { Arena, Attempt } from "./arena.ts";
import { answerSeeds, mutated, requestSeeds } from "./mutations.ts";
import { disagreements } from "./oracle.ts";
import type { Random } from "./random.ts";
import { pick, randomNumbers } from "./random.ts";

/** What to run. */
export interface CampaignOptions {
  readonly seed: number;
  readonly inputs: number;
  /** Index of the first input. */
  readonly from?: number;
  /** Stops earlier when this many milliseconds have passed. */
  readonly milliseconds?: number;
  /** Stops after so many failures. */
  readonly mostFailures?: number;
  /** Called now and then with the figures so far. */
  readonly progress?: (figures: CampaignFigures) => void;
}

/** One input that broke an invariant. */
export interface Failure {
  readonly index: number;
  readonly why: readonly string[];
  /** The smallest input found that still fails. */
  readonly attempt: Attempt;
}

/** What a campaign found. */
export interface CampaignFigures {
  readonly done: number;
  readonly failures: readonly Failure[];
  /** How the proxy's process ended, or null: it runs. */
  readonly exited: string | null;
  readonly milliseconds: number;
}

/** The input of an index: the same for the same seed. */
function inputOf(seed: number, index: number): Attempt {
  const random = randomNumbers(seed, index);
  const kind = random(20);
  const way = kind < 5 ? "tunnel" : "plain";
  if (kind === 0 || kind === 5 || kind === 6) return answerInput(random, way);
  const count = 1 + random(3);
  const texts = Array.from({ length: count }, () => requestText(random, way));
  return { way, sent: texts.join(""), answers: null, closes: false };
}

function requestText(random: Random, way: Attempt["way"]): string {
  const seed = random(40) === 0 ? "CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n" : pick(random, requestSeeds);
  // To the proxy port a request names its host in the target; one in nine is left as it is.
  const text =
    way === "plain" && random(9) > 0 ? seed.replace(/^((?:\r\n)?[A-Z]+ )(?=\/)/, "$1http://HOST") : seed;
  return random(4) === 0 ? text : mutated(text, random);
}

function answerInput(random: Random, way: Attempt["way"]): Attempt {
  const host = way === "plain" ? "http://HOST" : "";
  const one = (method: string): string => `${method} ${host}/ HTTP/1.1\r\nHost: HOST\r\n\r\n`;
  const sent = Array.from({ length: 1 + random(2) }, () => one(pick(random, ["GET", "GET", "HEAD"]))).join(
    "",
  );
  const answers = [mutated(pick(random, answerSeeds), random), pick(random, answerSeeds)];
  return { way, sent, answers, closes: random(2) === 0 };
}

/** Why an input fails, run now in a slot; empty when it does not. */
async function faultsOf(arena: Arena, slot: number, attempt: Attempt): Promise<readonly string[]> {
  try {
    const { observed, lost } = await arena.run(slot, attempt);
    return [
      ...disagreements(observed),
      ...(lost ? ["a whole request was neither forwarded nor refused"] : []),
    ];
  } catch (error) {
    return [`the input could not be sent: ${error instanceof Error ? error.message : "closed"}`];
  }
}

/** Runs a campaign. */
export async function campaign(arena: Arena, options: CampaignOptions): Promise<CampaignFigures> {
  const { seed, inputs, from = 0, milliseconds = Number.POSITIVE_INFINITY, mostFailures = 20 } = options;
  const started = performance.now();
  const failures: Failure[] = [];
  let next = from;
  let done = 0;
  const figures = (): CampaignFigures => ({
    done,
    failures,
    exited: arena.proxy.exited(),
    milliseconds: performance.now() - started,
  });
  const goesOn = (): boolean =>
    next < from + inputs &&
    failures.length < mostFailures &&
    arena.proxy.exited() === null &&
    performance.now() - started < milliseconds;
  const worker = async (slot: number): Promise<void> => {
    while (goesOn()) {
      const index = next;
      next += 1;
      const attempt = inputOf(seed, index);
      const why = await faultsOf(arena, slot, attempt);
      if (why.length > 0) failures.push(await confirmed(arena, slot, { index, why, attempt }));
      done += 1;
      if (done % 5000 === 0) options.progress?.(figures());
    }
  };
  await Promise.all(Array.from({ length: arena.slots }, (_, slot) => worker(slot)));
  return figures();
}

/** Cuts an input down for as long as it fails: halves, quarters and so on, down to single bytes. */
async function confirmed(arena: Arena, slot: number, failure: Failure): Promise<Failure> {
  let { attempt, why } = failure;
  let tries = 150;
  const still = async (smaller: Attempt): Promise<boolean> => {
    tries -= 1;
    const faults = arena.proxy.exited() === null ? await faultsOf(arena, slot, smaller) : [];
    if (faults.length === 0) return false;
    attempt = smaller;
    why = faults;
    return true;
  };
  for (const part of attempt.answers === null ? (["sent"] as const) : (["answer"] as const)) {
    const textOf = (): string => (part === "sent" ? attempt.sent : (attempt.answers?.[0] ?? ""));
    const with_ = (text: string): Attempt =>
      part === "sent"
        ? { ...attempt, sent: text }
        : { ...attempt, answers: [text, ...(attempt.answers?.slice(1) ?? [])] };
    for (
      let size = Math.ceil(textOf().length / 2);
      size >= 1 && tries > 0;
      size = size === 1 ? 0 : Math.ceil(size / 2)
    ) {
      for (let at = 0; at < textOf().length && tries > 0; ) {
        const text = textOf();
        if (!(await still(with_(text.slice(0, at) + text.slice(at + size))))) at += size;
      }
    }
  }
  return { ...failure, attempt, why };
}
