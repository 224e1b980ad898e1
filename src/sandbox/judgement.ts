// What the sandbox needs from the core: a verdict and the answer AWS would give. The command line wires it.
import type { Prediction } from "../diagnosis/prediction.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { Derivation } from "../sigv4/derivation.ts";
import type { Verdict } from "../sigv4/verify.ts";

/** A request judged. `prediction` is that of a server which holds exactly the known credentials. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly prediction: Prediction;
  readonly derivation: Derivation | null;
}

/** Judges one request; synchronous. */
export type Judge = (request: CapturedRequest) => Judgement;

/** What the sandbox is opened with. */
export interface SandboxOptions {
  readonly examine: Judge;
  /** The sandbox's clock: milliseconds since 1970. */
  readonly now: () => number;
  /** One line for people when something of note happens. */
  readonly log: (line: string) => void;
}
