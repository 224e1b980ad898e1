// What a worker asks the primary for: there is one pool of search threads, and profiles are resolved once for all.
import type { ProfileResolver } from "../credentials/profile-resolver.ts";
import type { Examination } from "../diagnosis/examination.ts";
import type { Examiner, Subject } from "../diagnosis/examine.ts";
import { examine } from "../diagnosis/examine.ts";
import type { SearchPool } from "../search/search-pool.ts";
import { subjectBytes } from "../search/search-pool.ts";
import type { WorkerLink } from "./worker-link.ts";
import type { WorkerOrder } from "./worker-message.ts";

type Answer = Extract<WorkerOrder, { kind: "searched" | "resolved" }>;

/** The questions of a worker. */
export interface WorkerAsks {
  /** Searches in the primary's threads. */
  readonly pool: Pick<SearchPool, "examineFully">;
  /** Resolves profiles in the primary. */
  readonly resolver: ProfileResolver;
  /** Takes an answer. */
  answered(answer: Answer): void;
  /** Waits for no answer any more: what is searched for still comes back without a proof, as from a pool that is closed. */
  giveUp(): void;
}

/** Searches that may be open; beyond it an examination stays without a proof, as with a full pool. */
const mostSearches = 256;
/** Bytes of bodies that may be with them; one search may always be asked for. */
const mostBytes = 32 * 1024 * 1024;

/** Opens the questions; `examiner` examines what cannot be asked for. */
export function openWorkerAsks(link: Pick<WorkerLink, "tell">, examiner: () => Examiner): WorkerAsks {
  const open = new Map<number, (answer: Answer | null) => void>();
  let asks = 0;
  let bytes = 0;
  let pending = true;
  let givenUp = false;
  const asked = (tell: (ask: number) => void): Promise<Answer | null> =>
    new Promise((resolve) => {
      if (givenUp) {
        resolve(null);
        return;
      }
      asks += 1;
      open.set(asks, resolve);
      tell(asks);
    });
  const search = async (subject: Subject): Promise<Examination> => {
    const held = subjectBytes(subject);
    const full = open.size >= mostSearches || (bytes > 0 && bytes + held > mostBytes);
    bytes += full ? 0 : held;
    const answer = full ? null : await asked((ask) => link.tell({ kind: "search", ask, subject }));
    bytes -= full ? 0 : held;
    if (answer === null)
      return { ...examine(subject, examiner()), search: { tried: 0, milliseconds: 0, exhausted: false } };
    if (answer.kind !== "searched") throw new Error("this is a bug: an answer to another question");
    return { ...answer.examination, request: subject.request, response: subject.response };
  };
  return {
    pool: { examineFully: search },
    resolver: {
      pending: () => pending,
      unknownAccessKeyId: async (accessKeyId) => {
        const answer = await asked((ask) => link.tell({ kind: "resolve", ask, accessKeyId }));
        if (answer === null) return false;
        if (answer.kind !== "resolved") throw new Error("this is a bug: an answer to another question");
        pending = answer.pending;
        return answer.learned;
      },
    },
    answered: (answer) => {
      open.get(answer.ask)?.(answer);
      open.delete(answer.ask);
    },
    giveUp: () => {
      givenUp = true;
      for (const settle of open.values()) settle(null);
      open.clear();
    },
  };
}
